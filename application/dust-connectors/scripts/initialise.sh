#!/bin/sh
# Upstream's migrations of the database of connectors. The first makes all tables.
set -eu
. ../dust-source/scripts/steps.sh
. "$shared/effects.sh"
unset_empty
enter connectors
apply_migrations CONNECTORS_DATABASE_URI connectors
