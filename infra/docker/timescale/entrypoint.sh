#!/bin/bash
# Runs PostgreSQL on the data in PGDATA, which it makes if there are none, or any other command as it is.
set -euo pipefail

initial_scripts=/docker-entrypoint-initdb.d

main() {
  case ${1:-} in
    '' | -*) set -- postgres "$@" ;;
  esac
  if [ "$1" != postgres ] || only_asks "$@"; then exec "$@"; fi
  if [ "$(id -u)" -eq 0 ]; then become_postgres "$@"; fi

  prepare_folder
  if [ ! -e "$PGDATA/PG_VERSION" ] || [ -e "$PGDATA/$unfinished" ]; then
    trap 'fail "Told to stop before the initialisation was finished."' INT TERM
    read_settings
    make_data "$@"
    trap - INT TERM
  fi
  require_version
  exec "$@"
}

# Questions that the program answers without data.
only_asks() {
  local argument
  for argument; do
    case $argument in
      -\? | --help | --describe-config | -V | --version) return 0 ;;
    esac
  done
  return 1
}

# As root: folders get their owner, then this script starts again as that owner, since PostgreSQL refuses root.
become_postgres() {
  mkdir -p "$PGDATA" /var/run/postgresql
  find "$PGDATA" /var/run/postgresql ! -user postgres -exec chown postgres:postgres {} +
  chmod 3777 /var/run/postgresql
  export HOME=/var/lib/postgresql USER=postgres LOGNAME=postgres
  exec setpriv --reuid=postgres --regid=postgres --init-groups -- "$0" "$@"
}

prepare_folder() {
  mkdir -p "$PGDATA" 2>/dev/null || true
  if [ ! -w "$PGDATA" ] || [ ! -x "$PGDATA" ]; then
    fail "The user $(id -u):$(id -g) may not write to $PGDATA." "Give it that folder: chown -R $(id -u):$(id -g) on the folder that is mounted there."
  fi
  # A folder that others may enter is refused by PostgreSQL. Where it cannot be changed, PostgreSQL says so.
  case $(stat -c %a "$PGDATA") in
    700 | 750) ;;
    *) chmod 700 "$PGDATA" 2>/dev/null || true ;;
  esac
}

# As long as this folder exists, the data were never served to anybody and may be incomplete.
unfinished=.initialising

require_version() {
  local version
  read -r version <"$PGDATA/PG_VERSION"
  if [ "$version" != "$PG_MAJOR" ]; then
    fail "The data in $PGDATA were made by PostgreSQL $version; this is PostgreSQL $PG_MAJOR, which cannot read them. Nothing was touched." \
      "Run them with an image of PostgreSQL $version, make a dump there, and restore it into an empty folder here."
  fi
}

# POSTGRES_X, or the content of the file that POSTGRES_X_FILE names.
read_settings() {
  local name file
  for name in POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB POSTGRES_INITDB_ARGS; do
    file=${name}_FILE
    if [ -n "${!file:-}" ]; then
      if [ -n "${!name:-}" ]; then fail "Both $name and $file are set." 'Set one of them.'; fi
      if [ ! -r "${!file}" ]; then fail "The user $(id -u) cannot read ${!file}, which $file names."; fi
      printf -v "$name" %s "$(<"${!file}")"
    fi
  done
  export POSTGRES_USER=${POSTGRES_USER:-postgres}
  export POSTGRES_DB=${POSTGRES_DB:-$POSTGRES_USER}
  export POSTGRES_PASSWORD=${POSTGRES_PASSWORD:-} POSTGRES_HOST_AUTH_METHOD=${POSTGRES_HOST_AUTH_METHOD:-}

  if [ -z "$POSTGRES_PASSWORD" ] && [ "$POSTGRES_HOST_AUTH_METHOD" != trust ]; then
    fail "There are no data in $PGDATA, and no password to make them with." \
      'Set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE, or let in everybody with POSTGRES_HOST_AUTH_METHOD=trust.'
  fi
  case $POSTGRES_PASSWORD in
    *$'\n'*) fail 'POSTGRES_PASSWORD may not contain a line break.' ;;
  esac
}

# make_data postgres ARGUMENTS...: new data, and what the scripts of the image's user put into them.
make_data() {
  if [ -e "$PGDATA/$unfinished" ]; then
    say "The initialisation of $PGDATA was interrupted. Starting over."
    find "$PGDATA" -mindepth 1 -delete
  fi
  local present
  present=$(find "$PGDATA" -mindepth 1 -maxdepth 1 -printf '%f ')
  if [ -n "$present" ]; then
    fail "$PGDATA holds no data of PostgreSQL (PG_VERSION is missing), but it is not empty: ${present% }. Nothing was touched." \
      'Empty it, or let PGDATA name an empty folder below it.'
  fi

  # The folder is empty for initdb, and yet what it makes is marked as unfinished from the first moment.
  say "Making new data in $PGDATA"
  mkdir "$PGDATA/$unfinished"
  run_initdb "$PGDATA/$unfinished/data"
  find "$PGDATA/$unfinished/data" -mindepth 1 -maxdepth 1 -exec mv -t "$PGDATA" {} +
  allow_connections >>"$PGDATA/pg_hba.conf"

  start_privately "$@"
  create_database
  run_initial_scripts
  stop_privately

  # Nothing was waited for until now; from here on the data must survive anything.
  initdb --sync-only --sync-method=syncfs --pgdata="$PGDATA" >/dev/null
  rm -rf "${PGDATA:?}/$unfinished"
  sync "$PGDATA"
  say 'Initialised. Starting PostgreSQL.'
}

run_initdb() {
  local split names=''
  local -a arguments=() wrapped=()
  # Split and quoted as in a shell, without expanding anything.
  split=$(xargs printf '%s\n' <<<"${POSTGRES_INITDB_ARGS:-}") || fail "POSTGRES_INITDB_ARGS is no list of arguments: $POSTGRES_INITDB_ARGS"
  if [ -n "$split" ]; then mapfile -t arguments <<<"$split"; fi
  # initdb wants to know the name of whoever runs it, and a user given as a number alone has none.
  if ! getent passwd "$(id -u)" >/dev/null; then
    names=$(mktemp -d)
    echo "postgres:x:$(id -u):$(id -g)::$PGDATA:/bin/false" >"$names/passwd"
    echo "postgres:x:$(id -g):" >"$names/group"
    wrapped=(env LD_PRELOAD=libnss_wrapper.so "NSS_WRAPPER_PASSWD=$names/passwd" "NSS_WRAPPER_GROUP=$names/group")
  fi
  if [ -n "$POSTGRES_PASSWORD" ]; then arguments+=(--pwfile=/dev/stdin); fi

  # Whoever is inside of the container is let in, as far as the arguments do not say otherwise.
  "${wrapped[@]}" initdb --pgdata="$1" --username="$POSTGRES_USER" --auth=trust --no-sync --no-instructions "${arguments[@]}" \
    <<<"$POSTGRES_PASSWORD" >/dev/null || fail 'initdb failed.'
  if [ -n "$names" ]; then rm -rf "$names"; fi
}

# From outside of the container.
allow_connections() {
  local method=$POSTGRES_HOST_AUTH_METHOD
  if [ -z "$method" ]; then method=$(postgres -D "$PGDATA" -C password_encryption); fi
  if [ "$method" = trust ]; then say 'Everybody who reaches this server is let in without a password.'; fi
  printf '\nhost all all all %s\n' "$method"
}

# A server whose socket nobody else looks for: pg_isready and clients see none until the data are complete.
start_privately() {
  shift
  PGHOST=$(mktemp -d /var/run/postgresql/initialising.XXXXXX)
  export PGHOST PGPORT=5432 PGUSER=$POSTGRES_USER PGPASSWORD=$POSTGRES_PASSWORD PGDATABASE=$POSTGRES_DB
  # A command that pg_ctl hands to a shell.
  pg_ctl --pgdata="$PGDATA" --log="$PGHOST/log" --silent --wait --timeout=600 start --options="$(
    printf '%q ' "$@" -c listen_addresses= -c port="$PGPORT" -c unix_socket_directories="$PGHOST" -c fsync=off -c logging_collector=off
  )" || fail 'The new server does not start:' "$(tail -n 20 "$PGHOST/log")"
}

stop_privately() {
  pg_ctl --pgdata="$PGDATA" --silent --wait --mode=fast stop
  rm -rf "$PGHOST"
  unset PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE
}

create_database() {
  local exists
  exists=$(client --dbname=postgres --tuples-only --no-align --variable=name="$POSTGRES_DB" <<<"select 1 from pg_database where datname = :'name'")
  if [ -z "$exists" ]; then client --dbname=postgres --quiet --variable=name="$POSTGRES_DB" <<<'create database :"name"'; fi
}

run_initial_scripts() {
  # Not `|| fail` at the end of a line: in a script that is sourced, a command that fails would then stop nothing.
  trap 'say "${file:-} failed. The next start begins anew. The server said last:" "$(tail -n 20 "$PGHOST/log")"' EXIT
  for file in "$initial_scripts"/*; do
    case $file in
      *.sh | *.sql | *.sql.gz) say "Running $file" ;;
      */'*') continue ;;
      *) say "Ignoring $file" ;;
    esac
    case $file in
      *.sh) if [ -x "$file" ]; then "$file"; else (. "$file"); fi ;;
      *.sql) client --file="$file" ;;
      *.sql.gz) gunzip -c "$file" | client ;;
    esac
  done
  trap - EXIT
}

client() {
  psql --no-psqlrc --no-password --variable=ON_ERROR_STOP=1 "$@"
}

say() {
  printf '%s\n' "$@" >&2
}

fail() {
  say "$@"
  exit 1
}

main "$@"
