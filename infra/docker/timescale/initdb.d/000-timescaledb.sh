#!/bin/sh
# The extension in every database there is, and through template1 in every one to come.
set -eu

for database in template1 postgres "$POSTGRES_DB"; do
  psql --no-psqlrc --quiet -v ON_ERROR_STOP=1 --dbname="$database" \
    --command="set client_min_messages to warning; create extension if not exists timescaledb"
done
