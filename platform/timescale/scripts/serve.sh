#!/bin/sh
# Runs PostgreSQL in the foreground on the data of this environment, which it makes if there are none.
# Started through with-postgres.sh, which says what PGDATA and the like are.
set -eu

scripts=${0%/*}

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

if [ -z "$PG_TIMESCALE" ] && [ "${TIMESCALE_EXTENSION:-optional}" = required ]; then
  fail "The timescaledb extension is not installed for PostgreSQL $PG_MAJOR ($PG_BINDIR), and TIMESCALE_EXTENSION is required." \
    "Install it (apt-get install postgresql-$PG_MAJOR-timescaledb, say), or set TIMESCALE_EXTENSION=optional."
fi

if [ -n "$PG_LIBRARIES" ]; then . "$scripts/link-libraries.sh"; fi

# An empty folder is what a person makes who has just removed the data.
if [ -e "$PGDATA" ] && ! rmdir "$PGDATA" 2>/dev/null; then
  if [ ! -O "$PGDATA" ]; then
    fail "$PGDATA belongs to another user than $(id -un), as whom PostgreSQL runs here." \
      "Give it back, as root: chown -R $(id -un) $PGDATA"
  fi
  if [ ! -e "$PGDATA/PG_VERSION" ]; then
    fail "$PGDATA holds no data of PostgreSQL: PG_VERSION is missing. Nothing in it was touched." \
      'Move it away, then start again.'
  fi
else
  "$scripts/make-data.sh"
fi

if [ -e "$PGDATA/postmaster.pid" ]; then "$scripts/clear-crash.sh"; fi
if [ -e "$DSW_VOLUME/set-password" ]; then "$scripts/set-password.sh"; fi

set -- -D "$PGDATA" -c listen_addresses=127.0.0.1 -c "port=$PGPORT" -c unix_socket_directories= -c logging_collector=off
if [ -n "$PG_TIMESCALE" ]; then
  set -- "$@" -c shared_preload_libraries=timescaledb -c timescaledb.telemetry_level=off
fi

# The server itself is a client too (dblink, postgres_fdw, replication): it must not pass on what clients were given.
unset PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE PGSSLMODE PGGSSENCMODE POSTGRES_PASSWORD
exec "$PG_BINDIR/postgres" "$@"
