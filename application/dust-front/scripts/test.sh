#!/bin/sh
# Upstream's tests, of front or, when that is the first argument, of front-api, on the databases for tests. Further arguments are those of vitest.
set -eu
. ../dust-source/scripts/steps.sh
. "$shared/effects.sh"
unset_empty

workspace=front
case ${1:-} in
  front | front-api) workspace=$1 && shift ;;
esac
[ -n "${TEST_FRONT_DATABASE_URI:-}" ] || fail 'TEST_FRONT_DATABASE_URI is not set.' 'dsw test dust-front sets it.'
# As in upstream's CI: what a test does not stand in for must reach neither the services of the environment nor somebody's accounts.
for name in $(awk 'BEGIN { for (name in ENVIRON) if (name ~ /^[A-Z][A-Z0-9]*_[A-Z0-9_]*$/) print name }' </dev/null); do
  case $name in
    TEST_FRONT_DATABASE_URI | TEST_REDIS_URI | DUST_SOURCE | DSW_* | LC_* | NODE_OPTIONS | NO_COLOR | FORCE_COLOR) ;;
    *) unset "$name" ;;
  esac
done
export NODE_ENV=test FRONT_DATABASE_URI="$TEST_FRONT_DATABASE_URI" FRONT_DATABASE_READ_REPLICA_URI="$TEST_FRONT_DATABASE_URI"
export REDIS_URI="$TEST_REDIS_URI" REDIS_CACHE_URI="$TEST_REDIS_URI"

are_tables() { has_table FRONT_DATABASE_URI users || { missing='There is no table users.' && return 1; }; }

# As in upstream's CI: the tables are those of the models, not of migrations.
enter front
run_step tsx admin/db.ts
[ "$step_status" = 0 ] && are_tables ||
  fail "The database for tests was not prepared: admin/db.ts ended with status $step_status." "${missing:-}" 'dsw clean postgres-test makes it empty.'

enter "$workspace"
vitest --run "$@"
