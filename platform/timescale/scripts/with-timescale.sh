#!/bin/sh
# Runs a command after with-postgres.sh, and tells it whether there is the extension:
#   PG_TIMESCALE  the control file of timescaledb, empty when it is not installed
set -eu

PG_TIMESCALE=''
if [ -e "$PG_EXTENSIONS/timescaledb.control" ]; then PG_TIMESCALE=$PG_EXTENSIONS/timescaledb.control; fi
export PG_TIMESCALE
exec "$@"
