#!/bin/sh
# Runs Redis, or Valkey, in the foreground on the data of this environment. In a container VOLUME_ON_HOST is where the volume
# lies outside, and REDIS_BIND the addresses to listen on.
set -eu

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# A value as redis.conf has it: in double quotes.
quoted() {
  rest=$1 result=''
  while [ -n "$rest" ]; do
    tail=${rest#?} head=${rest%"${rest#?}"}
    case $head in
      '"' | \\) result="$result\\$head" ;;
      *) result="$result$head" ;;
    esac
    rest=$tail
  done
  printf '"%s"' "$result"
}

server=$(command -v redis-server || command -v valkey-server) || fail 'Neither redis-server nor valkey-server is installed.'
data=$DSW_VOLUME/data shown=${VOLUME_ON_HOST:-$DSW_VOLUME}
# Outside of a container its user has another name, or none.
if [ -z "${VOLUME_ON_HOST:-}" ]; then owner=$(id -un 2>/dev/null || id -u); else owner=$(id -u); fi
# Data are nobody else's business.
umask 077

case ${REDIS_PASSWORD:-} in
  *'
'*) fail 'REDIS_PASSWORD may not contain a line break.' ;;
esac
if [ ! -d "$data" ] && ! mkdir "$data" 2>/dev/null; then
  fail "$owner, as whom Redis runs here, may not write to $shown." "As root: chown $owner $shown"
fi
if [ ! -O "$data" ]; then
  fail "$shown/data belongs to another user than $owner, as whom Redis runs here." "Give it back, as root: chown -R $owner $shown/data"
fi
# With an append-only file Redis reads nothing else: it would start empty and replace the snapshot some day.
if [ -e "$data/dump.rdb" ] && [ ! -e "$data/appendonlydir" ] && [ ! -e "$data/appendonly.aof" ]; then
  fail "$shown/data holds a snapshot, dump.rdb, but no append-only file, and would be replaced by an empty one. Nothing was touched." \
    'Move dump.rdb away, or make a backup of it and restore that.'
fi

# The configuration comes by standard input, so that the password is neither in arguments nor in a file.
exec "$server" - <<END
include $(quoted "$PWD/config/redis.conf")
bind ${REDIS_BIND:-127.0.0.1}
${REDIS_BIND:+protected-mode no}
port $REDIS_PORT
dir $(quoted "$data")
${REDIS_PASSWORD:+requirepass $(quoted "$REDIS_PASSWORD")}
END
