#!/bin/sh
# Runs upstream's sqlite-worker, which dsw prep dust-core builds. It listens on 3005, whatever it is told, and tells core to come there.
set -eu
. ../dust-source/scripts/steps.sh
unset_empty
if [ -z "${POD_IP:-}" ]; then
  if [ "$DUST_SQLITE_WORKER_PORT" != 3005 ]; then
    # The rest of Dust runs without it: this waits in its place, and ready.sh says why.
    say "Upstream's sqlite-worker always listens on 3005, and this environment has port $DUST_SQLITE_WORKER_PORT for it: it is not run." \
      'Run it in a container (--runtime compose), or, where no other environment runs it, set DUST_SQLITE_WORKER_PORT=3005.'
    exec tail -f /dev/null
  fi
  export IS_LOCAL_DEV=1
fi
core_binary sqlite-worker
enter core
exec "$binary"
