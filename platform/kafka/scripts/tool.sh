#!/bin/sh
# tool.sh NAME: says where a program of Kafka is, such as topics, or fails. All come from one place, that of the server.
set -eu

for server in "$(command -v kafka-server-start.sh || :)" "$(command -v kafka-server-start || :)" /opt/kafka*/bin/kafka-server-start.sh; do
  if [ -x "$server" ]; then
    printf '%s\n' "${server%server-start*}$1${server##*server-start}"
    exit
  fi
done
echo 'Kafka is not installed: neither kafka-server-start.sh nor kafka-server-start is on PATH.' >&2
exit 1
