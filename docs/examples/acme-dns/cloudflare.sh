#!/bin/sh
# TXT records at Cloudflare, for ngrokd's -acmeDnsHook: cloudflare.sh present|cleanup NAME VALUE
#
# Needs curl, jq, in CLOUDFLARE_API_TOKEN a token that may edit the zone's DNS (Zone / DNS / Edit, for
# this zone alone), and in CLOUDFLARE_ZONE_ID the zone's number, from its overview page.
set -eu

: "${CLOUDFLARE_API_TOKEN:?is a token that may edit DNS}"
: "${CLOUDFLARE_ZONE_ID:?is the number of the zone}"
action=$1 name=$2 value=$3
records=https://api.cloudflare.com/client/v4/zones/$CLOUDFLARE_ZONE_ID/dns_records

# The token comes by standard input: a command line is seen by everybody on the computer.
call() {
  printf 'header = "Authorization: Bearer %s"\n' "$CLOUDFLARE_API_TOKEN" |
    curl --config - --silent --show-error --fail-with-body --max-time 60 \
      --header 'Content-Type: application/json' "$@"
}

# The numbers of the records with this name and value: there may be others beside them.
numbers() {
  call "$records?type=TXT&name=$name&per_page=100" |
    jq -r --arg value "$value" '.result[] | select((.content | gsub("\""; "")) == $value) | .id'
}

case $action in
  present)
    call --data "$(jq -cn --arg name "$name" --arg value "$value" \
      '{type: "TXT", name: $name, content: "\"\($value)\"", ttl: 60}')" "$records"
    ;;
  cleanup)
    for number in $(numbers); do
      call --request DELETE "$records/$number"
    done
    ;;
  *)
    echo "present or cleanup, not $action" >&2
    exit 1
    ;;
esac
