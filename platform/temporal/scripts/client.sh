#!/bin/sh
# client.sh COMMAND...: the client, for this server and no other, whatever else its user has configured.
set -eu

for name in $(env | sed -n 's/^\(TEMPORAL_[A-Z_]*\)=.*/\1/p'); do
  if [ "$name" != TEMPORAL_PORT ]; then unset "$name"; fi
done
export TEMPORAL_CONFIG_FILE=/dev/null
exec temporal "$@" --address "127.0.0.1:$TEMPORAL_PORT" --color never
