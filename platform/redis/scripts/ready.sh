#!/bin/sh
# Exit status 0 when Redis answers from its data; while it still loads them it accepts connections, but answers LOADING.
set -eu

cli=$(command -v redis-cli || command -v valkey-cli)
if [ -n "${REDIS_PASSWORD:-}" ]; then export REDISCLI_AUTH="$REDIS_PASSWORD"; fi

answer=$("$cli" -h "${REDIS_HOST:-127.0.0.1}" -p "$REDIS_PORT" ping 2>&1) || true
if [ "$answer" != PONG ]; then
  echo "$answer"
  exit 1
fi
