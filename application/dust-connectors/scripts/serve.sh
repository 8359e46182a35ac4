#!/bin/sh
# Runs upstream's connectors: the service, and with it the workers for Temporal of every kind of connection.
set -eu
. ../dust-source/scripts/steps.sh
unset_empty
preload_temporal_address
enter connectors
exec tsx --import=tsx --trace-warnings ./src/start.ts -p "$DUST_CONNECTORS_PORT"
