#!/bin/sh
# check.sh [FILE]: exits with 0 when SQLite finds a database of Temporal sound: FILE, or what comes by standard input. Says why not otherwise.
set -eu
umask 077

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM HUP
if [ $# -gt 0 ]; then
  file=$1
else
  file=$folder/temporal.db
  cat >"$file"
fi
answer=$(sqlite3 -bail "$file" '.timeout 30000' 'SELECT 0 FROM namespaces LIMIT 0' 'PRAGMA integrity_check(3)' 2>&1) || :
if [ "$answer" != ok ]; then
  echo "$answer" >&2
  exit 1
fi
