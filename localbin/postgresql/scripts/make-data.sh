#!/bin/sh
# Called by serve.sh. Makes an empty data folder. It is made aside and moved into place, so that it is there completely or not at all.
set -eu

if [ ! -w "$DSW_VOLUME" ]; then
  echo "$OWNER, as whom PostgreSQL runs here, may not write to $VOLUME_SHOWN." >&2
  echo "As root: chown $OWNER $VOLUME_SHOWN" >&2
  exit 1
fi
case $POSTGRES_PASSWORD in
  *'
'*)
    echo 'POSTGRES_PASSWORD may not contain a line break.' >&2
    exit 1
    ;;
esac
case $POSTGRES_USER in
  # initdb would fail half way, and write the password to the log.
  *[\"\$\'\\]*)
    echo "POSTGRES_USER may contain none of \"\$'\\: PostgreSQL refuses such a role as the owner of extensions." >&2
    exit 1
    ;;
esac

# Text is compared byte by byte in both, so that indexes outlive an upgrade of the host; C.UTF-8 knows the case of all letters.
# musl, which has no such program, takes every name and means this by it.
case $(locale -a 2>/dev/null || echo C.UTF-8) in
  *C.utf8* | *C.UTF-8*) locale=C.UTF-8 ;;
  *) locale=C ;;
esac

new=$DSW_VOLUME/data.new
rm -rf "$new"
printf '%s\n' "$POSTGRES_PASSWORD" |
  "$PG_BINDIR/initdb" --pgdata="$new" --username="$POSTGRES_USER" --pwfile=/dev/stdin --auth=scram-sha-256 \
    --encoding=UTF8 --locale="$locale" --data-checksums >/dev/null
# Who gets this far, the address to listen on decides: in a container everybody comes from outside.
printf '\nhost all all all scram-sha-256\n' >>"$new/pg_hba.conf"
mv "$new" "$PGDATA"
