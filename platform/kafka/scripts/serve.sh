#!/bin/sh
# Runs Kafka in the foreground, broker and controller in one, on the data of this environment. In a container VOLUME_ON_HOST is where the
# volume lies outside, KAFKA_NAME what the component is called among containers, and KAFKA_PUBLISHED_PORT its port on the host.
set -eu

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

server=$("${0%/*}/tool.sh" server-start)
storage=$("${0%/*}/tool.sh" storage)
data=$DSW_VOLUME/data shown=${VOLUME_ON_HOST:-$DSW_VOLUME}
# Outside of a container its user has another name, or none.
if [ -z "${VOLUME_ON_HOST:-}" ]; then owner=$(id -un 2>/dev/null || id -u); else owner=$(id -u); fi
# Data are nobody else's business.
umask 077

heap=${KAFKA_HEAP:-256m}
case $heap in
  *[!0-9kmgKMG]* | *[kmgKMG]?* | [!1-9]* | *[0-9] | '') fail "KAFKA_HEAP is $heap, and must be a size as Java writes it, such as 256m or 2g." ;;
esac
java=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' || :)
if [ "${java:-17}" -lt 17 ]; then fail "The java on PATH is of version $java, and Kafka needs 17 or newer."; fi

for folder in "$data" "$DSW_VOLUME/config"; do
  if [ ! -d "$folder" ] && ! mkdir "$folder" 2>/dev/null; then
    fail "$owner, as whom Kafka runs here, may not write to $shown." "As root: chown $owner $shown"
  fi
  if [ ! -O "$folder" ]; then
    fail "$shown/${folder##*/} belongs to another user than $owner, as whom Kafka runs here." \
      "Give it back, as root: chown -R $owner $shown/${folder##*/}"
  fi
done

# A client is told at which address to go on. One address does not do for all: each listener names that by which its clients came.
if [ -n "${KAFKA_NAME:-}" ]; then
  listeners="COMPONENTS://0.0.0.0:9092,HOST://0.0.0.0:19092"
  advertised="COMPONENTS://$KAFKA_NAME:9092,HOST://127.0.0.1:$KAFKA_PUBLISHED_PORT"
  own=COMPONENTS controller=127.0.0.1:9093
else
  listeners="HOST://127.0.0.1:$KAFKA_PORT"
  advertised=$listeners
  own=HOST controller=127.0.0.1:$KAFKA_CONTROLLER_PORT
  # The same port at another address is allowed for a pair of IPv4 and IPv6 alone, hence the spelling.
  if [ -n "${KAFKA_GATEWAY:-}" ]; then
    listeners="$listeners,COMPONENTS://[::ffff:$KAFKA_GATEWAY]:$KAFKA_PORT"
    advertised="$advertised,COMPONENTS://host.docker.internal:$KAFKA_PORT"
  fi
fi

# configuration FOLDER: the whole of it, with data in a folder. What comes later in a file of properties wins.
configuration() {
  cat config/server.properties
  cat <<END

log.dirs=$1
listeners=$listeners,CONTROLLER://$controller
advertised.listeners=$advertised
listener.security.protocol.map=COMPONENTS:PLAINTEXT,HOST:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=$own
controller.listener.names=CONTROLLER
controller.quorum.voters=1@$controller
END
}

export KAFKA_HEAP_OPTS="-Xms$heap -Xmx$heap"
export KAFKA_LOG4J_OPTS="-Dlog4j2.configurationFile=$PWD/config/log4j2.properties"
# Otherwise Java writes about its own failure into whatever folder it runs in.
export KAFKA_OPTS="-XX:+ErrorFileToStderr -XX:+ExitOnOutOfMemoryError ${KAFKA_OPTS:-}"
# No file of the garbage collector's, no management by others, and nothing beside what is installed.
export EXTRA_ARGS='-name kafka' KAFKA_JMX_OPTS=' ' LOG_DIR="$DSW_VOLUME/config"

# Formatted aside, with an identity that stays, so that there is either all of it or nothing.
if [ ! -e "$data/meta.properties" ]; then
  if [ -n "$(ls -A "$data")" ]; then fail "$shown/data holds something, but not the data of a Kafka (meta.properties). Nothing was touched."; fi
  rm -rf "$DSW_VOLUME/formatting"
  mkdir "$DSW_VOLUME/formatting"
  configuration "$DSW_VOLUME/formatting" >"$DSW_VOLUME/config/format.properties"
  cluster=$(head -c 16 /dev/urandom | base64 | tr '+/' 'AA' | tr -d '=\n')
  "$storage" format --cluster-id "$cluster" --config "$DSW_VOLUME/config/format.properties"
  rmdir "$data"
  mv "$DSW_VOLUME/formatting" "$data"
  rm "$DSW_VOLUME/config/format.properties"
fi

configuration "$data" >"$DSW_VOLUME/config/server.properties"
exec "$server" "$DSW_VOLUME/config/server.properties"
