#!/bin/sh
# Runs Elasticsearch in the foreground on the data of this environment. In a container VOLUME_ON_HOST is where the volume lies outside,
# and ELASTICSEARCH_BIND the address to listen on.
set -eu

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

server=$(command -v elasticsearch || command -v /usr/share/elasticsearch/bin/elasticsearch) || fail 'Elasticsearch is not installed.'
shown=${VOLUME_ON_HOST:-$DSW_VOLUME}
# Outside of a container its user has another name, or none.
if [ -z "${VOLUME_ON_HOST:-}" ]; then owner=$(id -un 2>/dev/null || id -u); else owner=$(id -u); fi
# Data are nobody else's business.
umask 077

heap=${ELASTICSEARCH_HEAP:-512m}
case $heap in
  *[!0-9kmgKMG]* | *[kmgKMG]?* | [!1-9]* | *[0-9] | '')
    fail "ELASTICSEARCH_HEAP is $heap, and must be a size as Java writes it, such as 512m or 2g."
    ;;
esac

for folder in config data snapshots; do
  if [ ! -d "$DSW_VOLUME/$folder" ] && ! mkdir "$DSW_VOLUME/$folder" 2>/dev/null; then
    fail "$owner, as whom Elasticsearch runs here, may not write to $shown." "As root: chown $owner $shown"
  fi
  if [ ! -O "$DSW_VOLUME/$folder" ]; then
    fail "$shown/$folder belongs to another user than $owner, as whom Elasticsearch runs here." \
      "Give it back, as root: chown -R $owner $shown/$folder"
  fi
done

# Of its own folder it wants to write into: what is installed may belong to somebody else, and serves other environments too.
for file in elasticsearch.yml jvm.options log4j2.properties; do
  cp "config/$file" "$DSW_VOLUME/config/$file.new"
  mv "$DSW_VOLUME/config/$file.new" "$DSW_VOLUME/config/$file"
done

maps=$(cat /proc/sys/vm/max_map_count 2>/dev/null || echo 262144)
if [ "$maps" -lt 262144 ]; then
  echo "vm.max_map_count is $maps; Elasticsearch wants 262144, and may fail with more data. As root: sysctl -w vm.max_map_count=262144" >&2
fi

export ES_PATH_CONF="$DSW_VOLUME/config"
export ES_JAVA_OPTS="-Xms$heap -Xmx$heap ${ES_JAVA_OPTS:-}"
exec "$server" \
  "-Enetwork.host=${ELASTICSEARCH_BIND:-127.0.0.1}" "-Ehttp.port=$ELASTICSEARCH_PORT" -Etransport.host=127.0.0.1 -Etransport.port=0 \
  "-Epath.data=$DSW_VOLUME/data" "-Epath.repo=$DSW_VOLUME/snapshots" "-Epath.logs=$DSW_VOLUME/config"
