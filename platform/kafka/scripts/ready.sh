#!/bin/bash
# Exit status 0 when Kafka, asked for its metadata, names a node that serves. It accepts connections before that.
set -eu

# Metadata (3) in version 1, of no topic: the length, key and version, the number of the request, no name of the client, no topics.
{ exec 3<>"/dev/tcp/127.0.0.1/$KAFKA_PORT"; } 2>/dev/null || {
  echo 'nobody listens yet'
  exit 1
}
printf '\0\0\0\016\0\003\0\001\0\0\0\001\377\377\0\0\0\0' >&3
# The length, the number of the request, and how many nodes there are.
answer=$(head -c 12 <&3 | od -An -v -tx1 | tr -d ' \n')
case ${answer:8} in
  00000001 | 00000001????????) ;;
  *) answer= ;;
esac
if [ -z "$answer" ] || [ $((16#${answer:16:8})) -eq 0 ]; then
  echo 'no node serves yet'
  exit 1
fi
