#!/bin/sh
# Exit status 0 when PostgreSQL accepts connections; run, or read by a script that has more to say. Called every few milliseconds while
# the server starts: the file that it keeps about itself costs nothing to read, and only where that says `ready` the server is asked.
set -eu

not_ready() {
  echo "$1"
  exit 1
}

if [ ! -r "$PGDATA/postmaster.pid" ]; then not_ready 'PostgreSQL does not run'; fi
pid='' state=''
{
  read -r pid
  for _ in 2 3 4 5 6 7 8; do read -r state; done
} <"$PGDATA/postmaster.pid" || not_ready 'PostgreSQL is starting'

kill -0 "$pid" 2>/dev/null || not_ready 'PostgreSQL does not run'
case $state in
  ready* | standby*) ;;
  stopping*) not_ready 'PostgreSQL is stopping' ;;
  *) not_ready 'PostgreSQL is starting, or recovering from a crash' ;;
esac
if [ -x "$PG_BINDIR/pg_isready" ]; then
  # That the server asks for a password is answer enough; to give it would cost as much as all the rest.
  unset PGPASSWORD
  PGPASSFILE=/nonexistent "$PG_BINDIR/pg_isready" --quiet || not_ready 'PostgreSQL does not accept connections'
fi

# What init will not be able to make.
if [ -n "$PG_EXTENSIONS" ]; then
  missing=''
  set -f
  IFS=' ,'
  for name in ${POSTGRES_EXTENSIONS:-}; do
    if [ ! -e "$PG_EXTENSIONS/$name.control" ]; then missing="$missing $name"; fi
  done
  unset IFS
  set +f
  if [ -n "$missing" ]; then
    echo "degraded: not installed for PostgreSQL $PG_MAJOR:$missing; databases that need it cannot be initialised"
  fi
fi
