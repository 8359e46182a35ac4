#!/bin/sh
# Called when a start finds postmaster.pid: the server did not end by itself. PostgreSQL recovers its data on its own, but it
# refuses to start while backends of the dead server still work on a query, or while an unrelated process has its number.
set -eu

read -r pid <"$PGDATA/postmaster.pid" || exit 0

# Whether the process is, as far as can be seen, no server on these data. Without /proc nothing is seen, and PostgreSQL decides.
is_another() {
  if ! kill -0 "$1" 2>/dev/null; then return 0; fi
  if [ ! -r "/proc/$1/stat" ]; then return 1; fi
  read -r stat <"/proc/$1/stat" || return 0
  case ${stat##*) } in
    Z*) return 0 ;;
  esac
  [ -d "/proc/$1/cwd/." ] && ! [ "/proc/$1/cwd" -ef "$PGDATA" ]
}

# The processes of PostgreSQL that work in the data folder. Backends lead sessions of their own and show no environment.
leftovers() {
  for process in /proc/[0-9]*; do
    if ! [ "$process/cwd" -ef "$PGDATA" ]; then continue; fi
    read -r name 2>/dev/null <"$process/comm" || continue
    if [ "$name" = postgres ]; then echo "${process#/proc/}"; fi
  done
}

# Waits up to the given number of tenths of a second until there are none.
gone_within() {
  tries=$1
  while [ -n "$(leftovers)" ]; do
    if [ "$tries" -eq 0 ]; then return 1; fi
    tries=$((tries - 1))
    sleep 0.1
  done
}

if ! is_another "$pid"; then exit 0; fi
for signal in TERM QUIT KILL; do
  # shellcheck disable=SC2046
  set -- $(leftovers)
  if [ $# -eq 0 ]; then break; fi
  echo "The server ended without its processes $*: sending SIG$signal."
  kill -s "$signal" "$@" 2>/dev/null || true
  gone_within 20 || true
done

# PostgreSQL trusts a number that some process has, whatever that is.
if kill -0 "$pid" 2>/dev/null && [ -z "$(leftovers)" ]; then rm -f "$PGDATA/postmaster.pid"; fi
