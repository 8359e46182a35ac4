#!/bin/sh
# Runs upstream's oauth, which dsw prep dust-core builds.
set -eu
. ../dust-source/scripts/steps.sh
unset_empty
core_binary oauth
enter core
export OAUTH_PORT="$DUST_OAUTH_PORT"
exec "$binary"
