#!/bin/sh
# Runs upstream's viz, in which what agents have drawn is shown, apart from the rest.
set -eu
. ../dust-source/scripts/steps.sh
unset_empty
enter viz
exec next dev -p "$DUST_VIZ_PORT" -H "${DUST_LISTEN:-127.0.0.1}"
