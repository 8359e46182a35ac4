#!/bin/sh
# The tables of the oauth service, made by upstream's init_db. It is given no other database than this, and says so of the others.
set -eu
. ../dust-source/scripts/steps.sh
. "$shared/effects.sh"
unset_empty
enter core

are_tables() {
  for table in connections credentials; do
    has_table OAUTH_DATABASE_URI "$table" || { missing="There is no table $table." && return 1; }
  done
}

remedy='dsw env dust-oauth shows the address that it was given.' missing=''
core_binary init_db
ensure 'tables of oauth' are_tables "$binary"
