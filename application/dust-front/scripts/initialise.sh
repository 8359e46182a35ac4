#!/bin/sh
# Upstream's own steps for front that need only the backing services: migrations, plans, and its indices in Elasticsearch.
set -eu
. ../dust-source/scripts/steps.sh
. "$shared/effects.sh"
unset_empty
enter front

# All of INDEX_REGISTRY, at their current versions. Without --execute it would only say what it would do.
create_indices() { tsx ./scripts/create_elasticsearch_index.ts --skip-confirmation --execute; }

are_indices() {
  for index in agent_document_outputs_1 agent_message_analytics_2 agent_message_consumption_analytics_1 user_search_1; do
    has_alias "front.$index" "front.${index%_*}" || { missing="There is no index front.$index." && return 1; }
  done
}

apply_migrations FRONT_DATABASE_URI front

# It brings plans up to date when they are there, so it always runs. Without "Done" it was broken off, whatever its status.
say 'plans: being brought up to date'
run_step ./admin/init_plans.sh
grep -q '^Done' "$work/said" || fail "plans: init_plans.sh ended with status $step_status, but did not say that it is done." "It said: $(tail -n 20 "$work/said")"
sql FRONT_DATABASE_URI 'select count(*) from plans'
[ "$rows" != 0 ] || fail 'plans: init_plans.sh says that it is done, but there are no plans.' 'Upstream makes them where NODE_ENV is development.'

elasticsearch_login
missing='' remedy='A checkout of another time may have other indices; dsw env dust-front shows the address of Elasticsearch.'
ensure 'indices of front' are_indices create_indices
