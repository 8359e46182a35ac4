#!/bin/sh
# Runs PostgreSQL in the foreground on the data of this environment, which it makes if there are none. Arguments are options of the
# server. Started through with-postgres.sh, which says what PGDATA and the like are. In a container VOLUME_ON_HOST is where the
# volume lies outside.
set -eu

VOLUME_SHOWN=${VOLUME_ON_HOST:-$DSW_VOLUME} OWNER=$(id -u)
# Outside of a container its user has another name, or none.
if [ -z "${VOLUME_ON_HOST:-}" ]; then OWNER=$(id -un 2>/dev/null || id -u); fi
export VOLUME_SHOWN OWNER

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

if [ "$OWNER" = 0 ]; then . "$PG_SCRIPTS/leave-root.sh"; fi
if [ -n "$PG_LIBRARIES" ]; then . "$PG_SCRIPTS/link-libraries.sh"; fi

# An empty folder is what a person makes who has just removed the data.
if [ -e "$PGDATA" ] && ! rmdir "$PGDATA" 2>/dev/null; then
  if [ ! -O "$PGDATA" ]; then
    fail "$VOLUME_SHOWN/data belongs to another user than $OWNER, as whom PostgreSQL runs here." \
      "Give it back, as root: chown -R $OWNER $VOLUME_SHOWN/data"
  fi
  if [ ! -e "$PGDATA/PG_VERSION" ]; then
    fail "$VOLUME_SHOWN/data holds no data of PostgreSQL: PG_VERSION is missing. Nothing in it was touched." \
      'Move it away, then start again.'
  fi
else
  "$PG_SCRIPTS/make-data.sh"
fi

if [ -e "$PGDATA/postmaster.pid" ]; then "$PG_SCRIPTS/clear-crash.sh"; fi
if [ -e "$DSW_VOLUME/set-password" ]; then "$PG_SCRIPTS/set-password.sh"; fi

set -- -D "$PGDATA" -c "listen_addresses=$PG_BIND" -c "port=$PGPORT" -c unix_socket_directories= -c logging_collector=off "$@"

# The server itself is a client too (dblink, postgres_fdw, replication): it must not pass on what clients were given.
unset PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE PGSSLMODE PGGSSENCMODE POSTGRES_PASSWORD
exec "$PG_BINDIR/postgres" "$@"
