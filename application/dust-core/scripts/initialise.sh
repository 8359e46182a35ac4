#!/bin/sh
# Upstream's own steps that need the backing services and nothing of Dust: core's tables, its indices in Elasticsearch, its collection in Qdrant. Each is
# looked for by its effect, then made, then looked for again.
set -eu
. ../dust-source/scripts/steps.sh
. "$shared/effects.sh"
unset_empty
# Upstream's programs read the definitions of indices from here.
enter core

# init_db ends with success also when a URI is unset, having done nothing.
are_tables() {
  for table in sqlite_workers data_sources data_sources_documents; do
    has_table CORE_DATABASE_URI "$table" || { missing="There is no table $table." && return 1; }
  done
}

# Fails when the index is there; makes no alias when it was ended in between.
is_index() { has_alias "core.${index}_$version" "core.$index"; }

is_collection() {
  http GET "$QDRANT_URL/collections/$collection"
  case $status in
    200) is_whole_collection ;;
    404) missing="There is no collection $collection." && return 1 ;;
    *) fail "Qdrant answered $status when asked for $collection: $(head -c 500 "$work/answer")" "$unreachable" ;;
  esac
}

# Ended in between, upstream's program leaves a collection without the indices of its payload, and from then on says that it exists.
is_whole_collection() {
  for field in document_id_hash data_source_internal_id tags parents timestamp; do
    grep -q "\"$field\"" "$work/answer" && continue
    missing="The collection $collection has no index of $field."
    remove_if_empty
    return 1
  done
}

# How many points Qdrant tells of a collection by itself is no more than near the truth: they are counted.
remove_if_empty() {
  http POST "$QDRANT_URL/collections/$collection/points/count" '{"exact":true}'
  [ "$status" = 200 ] || fail "Qdrant answered $status when asked to count the points of $collection: $(head -c 500 "$work/answer")"
  grep -q '"count": *0[,}]' "$work/answer" ||
    fail "$missing" 'It was made half, and holds documents: make the index with PUT /collections/NAME/index, or dsw clean qdrant and synchronise again.'
  say "$collection: made half and empty, being removed"
  http DELETE "$QDRANT_URL/collections/$collection"
  [ "$status" = 200 ] || fail "Qdrant answered $status when asked to remove $collection: $(head -c 500 "$work/answer")"
}

# It asks, and has no option to answer by.
create_collection() { printf 'y\n' | "$binary" --cluster cluster-0 --provider openai --model text-embedding-3-large-1536; }

remedy='The output above is upstream'"'"'s. dsw env dust-core shows the addresses that it was given.'
missing=''
core_binary init_db
ensure 'tables of core' are_tables "$binary"

elasticsearch_login
core_binary elasticsearch_create_index
for entry in data_sources_nodes:4 data_sources:1; do
  index=${entry%:*} version=${entry#*:} missing="There is no index core.${entry%:*}_${entry#*:}."
  ensure "index core.${index}_$version" is_index "$binary" --index-name "$index" --index-version "$version" --skip-confirmation
done

login_line='' unreachable='dsw status qdrant shows its state, dsw logs qdrant why.'
[ -z "${QDRANT_CLUSTER_0_API_KEY:-}" ] || login_line="header = $(curl_quoted "api-key: $QDRANT_CLUSTER_0_API_KEY")"
collection=c_openai_text-embedding-3-large-1536
core_binary qdrant_create_collection
ensure "collection $collection" is_collection create_collection
