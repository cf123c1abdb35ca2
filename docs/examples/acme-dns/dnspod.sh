#!/bin/sh
# TXT records in DNSPod (Tencent Cloud), for ngrokd's -acmeDnsHook: dnspod.sh present|cleanup NAME VALUE
#
# Needs Tencent Cloud's command line ("tccli configure", or its environment variables
# TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY), jq, and in DNS_ZONE the domain as the console
# lists it. What the key may do: QcloudDNSPodFullAccess, better for this one domain.
set -eu

: "${DNS_ZONE:?is the domain in the console, as example.com}"
action=$1 name=$2 value=$3
label=${name%".$DNS_ZONE"}
if [ "$label" = "$name" ]; then
  echo "$name is not below $DNS_ZONE" >&2
  exit 1
fi

# The numbers of the records with this name and value: there may be others beside them.
records() {
  tccli dnspod DescribeRecordList --Domain "$DNS_ZONE" --Subdomain "$label" --RecordType TXT \
    --ErrorOnEmpty no |
    jq -r --arg value "$value" '.RecordList[]? | select(.Value == $value) | .RecordId'
}

case $action in
  present)
    # the line for visitors from everywhere is called so, in Chinese, also in the English console
    tccli dnspod CreateRecord --Domain "$DNS_ZONE" --SubDomain "$label" --RecordType TXT \
      --RecordLine 默认 --Value="$value"
    ;;
  cleanup)
    for record in $(records); do
      tccli dnspod DeleteRecord --Domain "$DNS_ZONE" --RecordId "$record"
    done
    ;;
  *)
    echo "present or cleanup, not $action" >&2
    exit 1
    ;;
esac
