import type { DustWorld } from './dustWorld.js';

/** Upstream's programs for initialising core, as awkward as they are. */
export function addCoreStandIns(world: DustWorld): void {
  world.coreProgram(
    'init_db',
    `make() { eval "uri=\\\${$1:-}"; shift; if [ -z "$uri" ]; then echo 'URI not set. Tables not initialized.'; return; fi
for table in "$@"; do psql -q -c "create table if not exists $table (id int)" "$uri" 2>/dev/null; done; }
make CORE_DATABASE_URI sqlite_workers data_sources data_sources_documents
make OAUTH_DATABASE_URI connections credentials`,
  );
  world.coreProgram('elasticsearch_create_index', createIndex);
  world.coreProgram('qdrant_create_collection', createCollection);
}

/** Fails when the index is there. */
const createIndex = `name=$2_$4 alias=$2
: "\${ELASTICSEARCH_URL:?must be set}" "\${NODE_ENV:?}"
[ -d "$PWD/target" ] || { echo 'not in core'; exit 1; }
code=$(curl -s -o /dev/null -w '%{http_code}' -X PUT "$ELASTICSEARCH_URL/core.$name")
[ "$code" = 200 ] || { echo 'Error: Index already exists'; exit 1; }
curl -sf -o /dev/null -X POST "$ELASTICSEARCH_URL/_aliases" -d "{\\"actions\\":[{\\"add\\":{\\"index\\":\\"core.$name\\",\\"alias\\":\\"core.$alias\\"}}]}"`;

/** Asks, and fails when the collection is there. */
const createCollection = `read -r answer || exit 1
[ "$answer" = y ] || { echo Aborted; exit 1; }
url=$QDRANT_URL/collections/c_$4_$6
curl -sf -o /dev/null -X PUT "$url" -d '{}' || { echo 'Error: collection already exists'; exit 1; }
for field in document_id_hash data_source_internal_id tags parents timestamp; do
  curl -sf -o /dev/null -X PUT "$url/index" -d "{\\"field_name\\":\\"$field\\"}"
done`;
