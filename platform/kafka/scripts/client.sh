#!/bin/sh
# client.sh NAME ARGUMENT...: a program of Kafka, for this server: client.sh topics --list
set -eu

tool=$("${0%/*}/tool.sh" "$1")
shift
export KAFKA_HEAP_OPTS=-Xmx128m KAFKA_JMX_OPTS=' '
exec "$tool" --bootstrap-server "127.0.0.1:$KAFKA_PORT" "$@"
