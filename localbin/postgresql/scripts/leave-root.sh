#!/bin/sh
# Part of serve.sh, for the root of a container: PostgreSQL refuses root, and an engine that runs without root has no other user to give.
# The data are handed to the image's own user for as long as the server runs; the workspace takes them back when it has stopped. The
# folder around them stays in the hands of its owner, who writes there too.

user=nobody
while IFS=: read -r name _; do
  if [ "$name" = postgres ]; then user=postgres; fi
done </etc/passwd

chgrp "$(id -g "$user")" "$DSW_VOLUME"
chmod 770 "$DSW_VOLUME"
for entry in "$DSW_VOLUME"/*; do
  if [ -e "$entry" ]; then chown -R "$user" "$entry"; fi
done

for program in gosu su-exec; do
  if command -v "$program" >/dev/null; then exec "$program" "$user" "$0" "$@"; fi
done
exec setpriv --reuid="$(id -u "$user")" --regid="$(id -g "$user")" --clear-groups "$0" "$@"
