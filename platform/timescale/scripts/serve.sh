#!/bin/sh
# Runs PostgreSQL in the foreground, with the timescaledb extension where it is installed.
set -eu

if [ -n "$PG_TIMESCALE" ]; then
  exec "$PG_SCRIPTS/serve.sh" -c shared_preload_libraries=timescaledb -c timescaledb.telemetry_level=off
fi
if [ "${TIMESCALE_EXTENSION:-optional}" = required ]; then
  install="Install it (apt-get install postgresql-$PG_MAJOR-timescaledb, say)"
  if [ -n "${VOLUME_ON_HOST:-}" ]; then install="Choose an image that has it with $PG_IMAGE"; fi
  printf '%s\n' \
    "The timescaledb extension is not installed for PostgreSQL $PG_MAJOR ($PG_BINDIR), and TIMESCALE_EXTENSION is required." \
    "$install, or set TIMESCALE_EXTENSION=optional." >&2
  exit 1
fi
exec "$PG_SCRIPTS/serve.sh"
