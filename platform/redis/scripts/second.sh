#!/bin/sh
# second.sh FOLDER TOKEN: runs a server beside the component's own, until its standard input ends. What it reads as its snapshot is the pipe
# FOLDER/second.*.TOKEN/dump.rdb; SECOND_CONFIGURATION is the rest of its configuration. Exits with 99 when it was told to end.
set -eu
umask 077

server=$(command -v redis-server || command -v valkey-server) || {
  echo 'Neither redis-server nor valkey-server is installed.' >&2
  exit 1
}

# Folders are named by their process, so that what was left by a machine that crashed is recognised.
for old in "$1"/second.*; do
  pid=${old#"$1"/second.}
  [ ! -d "$old" ] || kill -0 "${pid%%.*}" 2>/dev/null || rm -rf "$old"
done
folder=$1/second.$$.$2
running=

leave() {
  status=$?
  trap '' INT TERM HUP USR1
  # shellcheck disable=SC2086
  kill -KILL $running 2>/dev/null || :
  wait
  # Whoever waits to write into the pipe is let go.
  if [ -p "$folder/dump.rdb" ]; then exec 4<>"$folder/dump.rdb"; fi
  rm -rf "$folder"
  exit "$status"
}
trap leave EXIT
trap 'exit 1' INT TERM HUP
trap 'exit 99' USR1

mkdir "$folder"
mkfifo "$folder/dump.rdb"

# Whoever wants the server holds its standard input open, and is gone when that ends.
exec 3<&0
{
  read -r _ || :
  kill -USR1 $$
} <&3 >/dev/null 2>&1 &
running=$!

printf '%s\ndir "%s"\ndbfilename dump.rdb\n' "$SECOND_CONFIGURATION" "$folder" | "$server" - 2>&1 3<&- &
main=$!
running="$running $main"
echo started
wait "$main"
