#!/bin/sh
# Runs upstream's core-api, which dsw prep builds, in the folder that it expects.
set -eu
. ../dust-source/scripts/steps.sh
unset_empty
core_binary core-api
enter core
export CORE_PORT="$DUST_CORE_PORT"
exec "$binary"
