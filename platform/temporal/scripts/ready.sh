#!/bin/sh
# Exit status 0 when Temporal's frontend says that it serves. A database that was ever served is whole, whoever asked.
set -eu

if ! answer=$("${0%/*}/client.sh" operator cluster health --command-timeout 4s 2>&1); then
  # Of a line of its log, the message.
  echo "$answer" | sed 's/.*msg="\(.*\)"$/\1/'
  exit 1
fi
rm -f "$DSW_VOLUME/data/unfinished" || :
