#!/bin/sh
# Exit status 0 when Redis answers.
set -eu

cli=$(command -v redis-cli || command -v valkey-cli)
answer=$("$cli" -h "${REDIS_TEST_HOST:-127.0.0.1}" -p "$REDIS_TEST_PORT" ping 2>&1) || true
if [ "$answer" != PONG ]; then
  echo "$answer"
  exit 1
fi
