#!/bin/sh
# Runs Qdrant in the foreground, as the only peer of a cluster, on the data of this environment. In a container QDRANT_BIND is the address to
# listen on, and QDRANT_PEER_URI where the peer says that it is.
set -eu
# Data are nobody else's business.
umask 077

server=$(command -v qdrant || :)
# Where the image has it.
if [ -z "$server" ] && [ -x ./qdrant ]; then server=./qdrant; fi
if [ -z "$server" ]; then
  echo 'The program qdrant is not on PATH.' >&2
  exit 1
fi

export QDRANT__SERVICE__HOST="${QDRANT_BIND:-127.0.0.1}"
export QDRANT__SERVICE__HTTP_PORT="$QDRANT_PORT"
export QDRANT__SERVICE__GRPC_PORT="$QDRANT_GRPC_PORT"
if [ -n "${QDRANT_API_KEY:-}" ]; then export QDRANT__SERVICE__API_KEY="$QDRANT_API_KEY"; fi
export QDRANT__CLUSTER__ENABLED=true
export QDRANT__CLUSTER__P2P__PORT="$QDRANT_PEER_PORT"
export QDRANT__STORAGE__STORAGE_PATH="$DSW_VOLUME/storage"
# On the same disk, so that what is whole is moved into its place and not copied.
export QDRANT__STORAGE__SNAPSHOTS_PATH="$DSW_VOLUME/snapshots"
export QDRANT__STORAGE__TEMP_PATH="$DSW_VOLUME/temporary"
# Written where Qdrant is started, unless told otherwise, and it does not start where it may not.
export QDRANT_INIT_FILE_PATH="$DSW_VOLUME/started"
export QDRANT__TELEMETRY_DISABLED=true

exec "$server" --uri "${QDRANT_PEER_URI:-http://127.0.0.1:$QDRANT_PEER_PORT}"
