#!/bin/sh
# Runs upstream's workers of front for Temporal: the loop of agents, which starts again when its sources change, and beside it all the others.
set -eu
. ../dust-source/scripts/steps.sh
unset_empty
preload_temporal_address
enter front
exec ./admin/dev_worker.sh
