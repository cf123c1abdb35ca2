#!/bin/sh
# TXT records in Alibaba Cloud DNS, for ngrokd's -acmeDnsHook: aliyun.sh present|cleanup NAME VALUE
#
# Needs Alibaba Cloud's command line ("aliyun configure", or its environment variables
# ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET), jq, and in DNS_ZONE the domain as
# the console lists it. What the key may do: AliyunDNSFullAccess, better for this one domain.
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
  aliyun alidns DescribeSubDomainRecords --SubDomain "$name" --Type TXT --PageSize 500 |
    jq -r --arg value "$value" '.DomainRecords.Record[] | select(.Value == $value) | .RecordId'
}

case $action in
  present)
    aliyun alidns AddDomainRecord --DomainName "$DNS_ZONE" --RR "$label" --Type TXT --Value="$value"
    ;;
  cleanup)
    for record in $(records); do
      aliyun alidns DeleteDomainRecord --RecordId "$record"
    done
    ;;
  *)
    echo "present or cleanup, not $action" >&2
    exit 1
    ;;
esac
