#!/bin/sh
# Runs the command. As root, the server becomes another user, to whom the data then belong.
set -eu

case ${1:-} in
  '' | -* | *.conf) set -- redis-server "$@" ;;
esac

if [ "$1" = redis-server ] && [ "$(id -u)" -eq 0 ]; then
  find . ! -user redis -exec chown redis:redis {} +
  export HOME=/data USER=redis LOGNAME=redis
  set -- setpriv --reuid=redis --regid=redis --init-groups -- "$@"
fi

# Data are nobody else's business.
if [ "$(umask)" = 0022 ]; then umask 0077; fi
exec "$@"
