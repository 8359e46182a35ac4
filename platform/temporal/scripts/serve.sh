#!/bin/sh
# Runs Temporal's development server in the foreground on the database of this environment. In a container VOLUME_ON_HOST is where the
# volume lies outside, and TEMPORAL_BIND the address to listen on.
set -eu

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

command -v temporal >/dev/null || fail 'The Temporal CLI (temporal) is not installed.'
data=$DSW_VOLUME/data shown=${VOLUME_ON_HOST:-$DSW_VOLUME}
# Outside of a container its user has another name, or none.
if [ -z "${VOLUME_ON_HOST:-}" ]; then owner=$(id -un 2>/dev/null || id -u); else owner=$(id -u); fi
# Data are nobody else's business.
umask 077

# What a backup that was broken off has left.
rm -rf "$DSW_VOLUME/copy"
# A database that was restored while the server ran on another one takes its place: nobody has it open now.
if [ -d "$DSW_VOLUME/restored" ]; then
  rm -rf "$data"
  mv "$DSW_VOLUME/restored" "$data"
fi
if [ ! -d "$data" ] && ! mkdir "$data" 2>/dev/null; then
  fail "$owner, as whom Temporal runs here, may not write to $shown." "As root: chown $owner $shown"
fi
if [ ! -O "$data" ]; then
  fail "$shown/data belongs to another user than $owner, as whom Temporal runs here." "Give it back, as root: chown -R $owner $shown/data"
fi
# The server makes its tables one by one, and only where there is no file: of a database that was never served there may be a part.
if [ -e "$data/unfinished" ]; then rm -f "$data"/temporal.db*; fi
if [ ! -e "$data/temporal.db" ]; then
  : >"$data/unfinished"
  (
    until "${0%/*}/ready.sh" >/dev/null 2>&1; do
      kill -0 $$ 2>/dev/null || exit 0
      sleep 0.2
    done
    rm -f "$data/unfinished"
  ) &
fi

# It asks nobody outside for newer versions.
export TEMPORAL_VERSION_CHECK_DISABLED=true
# With a write-ahead log a backup reads while the server writes, and neither waits for the other.
exec temporal server start-dev \
  --ip "${TEMPORAL_BIND:-127.0.0.1}" --port "$TEMPORAL_PORT" --ui-port "$TEMPORAL_UI_PORT" \
  --db-filename "$data/temporal.db" --sqlite-pragma journal_mode=wal --sqlite-pragma busy_timeout=10000 \
  --color never
