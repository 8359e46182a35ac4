#!/bin/sh
# Gives POSTGRES_USER the configured password before the server starts, because somebody who lost the earlier one asked for
# it with the file `set-password`. A server that nobody can connect to obeys its owner only in single-user mode.
set -eu

quoted() {
  rest=$1 result=''
  while :; do
    case $rest in
      *"'"*) result="$result${rest%%"'"*}''" rest=${rest#*"'"} ;;
      *) break ;;
    esac
  done
  printf "'%s'" "$result$rest"
}

case $POSTGRES_USER$POSTGRES_PASSWORD in
  *'
'*)
    echo 'POSTGRES_USER and POSTGRES_PASSWORD may not contain a line break.' >&2
    exit 1
    ;;
esac

quote='$set_password$'
while :; do
  case $POSTGRES_USER$POSTGRES_PASSWORD in
    *"$quote"*) quote="\$x${quote#$}" ;;
    *) break ;;
  esac
done

echo "Setting the password of $POSTGRES_USER, as $VOLUME_SHOWN/set-password asks."
output=$(
  {
    printf 'do %s declare name text := %s; begin ' "$quote" "$(quoted "$POSTGRES_USER")"
    printf 'if not exists (select from pg_roles where rolname = name) then execute format('"'create role %%I'"', name); end if; '
    printf 'execute format('"'alter role %%I superuser login password %%L'"', name, %s); ' "$(quoted "$POSTGRES_PASSWORD")"
    printf 'end %s\n' "$quote"
  } | "$PG_BINDIR/postgres" --single -D "$PGDATA" -c standard_conforming_strings=on -c log_min_error_statement=panic \
    -c password_encryption=scram-sha-256 -c shared_preload_libraries= template1 2>&1
) || {
  printf '%s\n' "$output" >&2
  exit 1
}
case $output in
  *ERROR:* | *FATAL:*)
    printf '%s\n' "$output" >&2
    exit 1
    ;;
esac
rm -f "$DSW_VOLUME/set-password"
