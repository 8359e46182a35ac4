#!/bin/sh
# Exit status 0 when PostgreSQL accepts connections.
set -eu

. "$PG_SCRIPTS/ready.sh"
if [ -z "$PG_TIMESCALE" ]; then
  echo "degraded: the timescaledb extension is not installed; running as plain PostgreSQL $PG_MAJOR"
fi
