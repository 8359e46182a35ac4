#!/bin/sh
# The server with one default of its own: protected mode, in which Redis without a password answers to its own host alone, is
# off unless asked for. In a container that host is the container, and what is published decides who reaches it.
set -eu

server=/usr/bin/redis-server

case ${1:-} in
  -)
    # Standard input comes first or last, after a file.
    shift
    exec "$server" /usr/local/etc/redis/defaults.conf "$@" -
    ;;
  '') exec "$server" --protected-mode no ;;
  -v | -h | --version | --help | --test-memory | --check-system) exec "$server" "$@" ;;
  --*) exec "$server" --protected-mode no "$@" ;;
  *)
    # A file comes before all else, and what comes later wins.
    if grep -qi '^[[:space:]]*protected-mode[[:space:]]' "$1" 2>/dev/null; then exec "$server" "$@"; fi
    file=$1
    shift
    exec "$server" "$file" --protected-mode no "$@"
    ;;
esac
