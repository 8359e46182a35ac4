#!/bin/sh
# Runs upstream's front-api, which builds itself, answers 503 until that is done, and builds itself anew when its sources change.
set -eu
. ../dust-source/scripts/steps.sh
unset_empty
preload_temporal_address
enter front-api
export NODE_OPTIONS="$NODE_OPTIONS --require=./forbid-next.cjs" PORT="$DUST_FRONT_PORT" HOSTNAME="${DUST_LISTEN:-127.0.0.1}"
exec tsx esbuild.dev.ts
