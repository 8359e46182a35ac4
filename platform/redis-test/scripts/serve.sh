#!/bin/sh
# Runs Redis, or Valkey, in the foreground, in memory alone. In a container REDIS_TEST_BIND is the addresses to listen on.
set -eu

server=$(command -v redis-server || command -v valkey-server) || {
  echo 'Neither redis-server nor valkey-server is installed.' >&2
  exit 1
}

# Neither snapshots nor an append-only file. The title would be written over the environment by which the workspace recognises its
# processes. Without a password this machine alone is let in; in a container everybody comes from outside, and what is published decides.
exec "$server" - <<END
bind ${REDIS_TEST_BIND:-127.0.0.1}
${REDIS_TEST_BIND:+protected-mode no}
port $REDIS_TEST_PORT
save ""
appendonly no
set-proc-title no
daemonize no
END
