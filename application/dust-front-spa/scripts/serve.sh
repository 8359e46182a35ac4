#!/bin/sh
# Runs upstream's pages in Vite. The browser is told where front is: NEXT_PUBLIC_... and DUST_INTERNAL_API_URL are as the browser reaches them.
set -eu
. ../dust-source/scripts/steps.sh
unset_empty
enter front-spa
export VITE_APP_NAME=app VITE_DUST_API_URL="$DUST_INTERNAL_API_URL"
exec vite --port "$DUST_FRONT_SPA_PORT" --strictPort --host "${DUST_LISTEN:-127.0.0.1}"
