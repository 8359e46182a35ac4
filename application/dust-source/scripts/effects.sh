# Sourced after steps.sh by scripts that initialise: runs steps of upstream, and looks for their effects in PostgreSQL and over HTTP.
# shellcheck shell=sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# ensure WHAT CHECK COMMAND...: CHECK is a function that tells by its status whether the effect is there. Upstream's status is not believed: some steps
# succeed without having done anything, and some fail when nothing is left to do.
ensure() {
  what=$1 check=$2
  shift 2
  if "$check"; then
    say "$what: there already"
    return
  fi
  say "$what: being made"
  run_step "$@"
  if "$check"; then return; fi
  if [ "$step_status" = 0 ]; then
    fail "$what: not there, although $1 ended with success." "${missing:-}" "It said: $(tail -n 5 "$work/said")" "${remedy:-}"
  fi
  fail "$what: not there; $1 failed with status $step_status." "${missing:-}" "It said: $(tail -n 20 "$work/said")" "${remedy:-}"
}

# Runs a step of upstream, showing what it says and keeping it in $work/said. Its status is in step_status.
run_step() {
  { "$@" </dev/null 2>&1 && echo 0 >"$work/status" || echo $? >"$work/status"; } | tee "$work/said"
  step_status=$(cat "$work/status")
}

# sql VARIABLE STATEMENT: what the database in the URI of that variable answers, in $rows. The password is in no argument.
sql() {
  eval "uri=\${$1:-}"
  [ -n "$uri" ] || fail "$1 is not set, so that nobody knows which database is meant." "Set $1."
  rows=$(connect_by "$uri" && exec psql -X -w -q -A -t -v ON_ERROR_STOP=1 -c "$2" 2>"$work/refused") ||
    fail "The database of $1 does not answer: $(cat "$work/refused" 2>/dev/null)" 'dsw status postgres shows its state, dsw logs postgres why.'
}

has_table() {
  sql "$1" "select to_regclass('public.\"$2\"') is not null"
  [ "$rows" = t ]
}

# postgres://user:password@host:port/database?options, as variables that psql reads.
connect_by() {
  rest=${1#*://}
  case ${rest%%/*} in
    *@*)
      login=${rest%%@*} rest=${rest#*@}
      PGUSER=$(percent_decoded "${login%%:*}")
      case $login in *:*) PGPASSWORD=$(percent_decoded "${login#*:}") ;; esac
      ;;
  esac
  place=${rest%%/*} PGDATABASE=${rest#*/}
  PGDATABASE=${PGDATABASE%%\?*} PGHOST=${place%:*} PGPORT=5432 PGCONNECT_TIMEOUT=10
  case $place in *:*) PGPORT=${place##*:} ;; esac
  export PGUSER PGPASSWORD PGHOST PGPORT PGDATABASE PGCONNECT_TIMEOUT
}

percent_decoded() {
  text=$1
  while :; do
    case $text in
      *%[0-9A-Fa-f][0-9A-Fa-f]*)
        head=${text%%%*} tail=${text#*%}
        code=$(printf '%.2s' "$tail")
        printf '%s' "$head"
        # shellcheck disable=SC2059
        printf "\\$(printf '%03o' "0x$code")"
        text=${tail#??}
        ;;
      *) break ;;
    esac
  done
  printf '%s' "$text"
}

# http METHOD URL [JSON]: the status in $status, the answer in $work/answer. $login, if set, is a line of curl's configuration, so that it is in no argument.
http() {
  method=$1 url=$2
  set -- ${3+--header} ${3+'content-type: application/json'} ${3+--data-binary} ${3+"$3"}
  status=$(printf '%s\n' "${login_line:-}" | curl --config - --silent --show-error --connect-timeout 10 --max-time 60 \
    --output "$work/answer" --write-out '%{http_code}' --request "$method" "$@" "$url" 2>"$work/refused") ||
    fail "$url does not answer: $(cat "$work/refused")" "${unreachable:-}"
}

# A value for curl's configuration, in double quotes.
curl_quoted() { printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"; }

elasticsearch_login() {
  login_line="user = $(curl_quoted "$ELASTICSEARCH_USERNAME:$ELASTICSEARCH_PASSWORD")"
  unreachable='dsw status elasticsearch shows its state, dsw logs elasticsearch why.'
}

# has_index NAME: an index or an alias of that name.
has_index() {
  http GET "$ELASTICSEARCH_URL/$1/_alias"
  case $status in
    200) return 0 ;;
    404) return 1 ;;
    *) fail "Elasticsearch answered $status when asked for $1: $(head -c 500 "$work/answer")" "$unreachable" ;;
  esac
}

# has_alias INDEX ALIAS. Upstream makes an index and then its alias: what was broken off in between has no alias, and upstream would never make it.
has_alias() {
  has_index "$1" || return 1
  http GET "$ELASTICSEARCH_URL/$1/_alias/$2"
  [ "$status" != 200 ] || return 0
  say "alias $2: missing, being made"
  http POST "$ELASTICSEARCH_URL/_aliases" "{\"actions\":[{\"add\":{\"index\":\"$1\",\"alias\":\"$2\",\"is_write_index\":true}}]}"
  [ "$status" = 200 ] || fail "Elasticsearch answered $status when asked for the alias $2 of $1: $(head -c 500 "$work/answer")"
}

# pending_migrations VARIABLE FOLDER: files of migrations that the database has not seen, one a line, in $pending.
pending_migrations() {
  find "$2/pre-deploy" "$2/post-deploy" -name '*.sql' 2>/dev/null | sed 's|.*/\([^/]*/[^/]*\)$|\1|' | LC_ALL=C sort >"$work/files"
  [ -s "$work/files" ] || fail "There are no migrations in $2." 'Is DUST_SOURCE a whole checkout of Dust?'
  if has_table "$1" schema_migrations; then sql "$1" 'select name from schema_migrations'; else rows=''; fi
  printf '%s\n' "$rows" | LC_ALL=C sort >"$work/applied"
  pending=$(LC_ALL=C comm -23 "$work/files" "$work/applied")
}

# apply_migrations VARIABLE WORKSPACE: upstream's own command, in a folder of the checkout.
apply_migrations() {
  uri_variable=$1 workspace=$2
  missing='' remedy='The output above names the migration. What it did is undone or recorded: mend the cause and run this again.'
  ensure "migrations of $workspace" is_migrated npm run migration:apply
}

is_migrated() {
  pending_migrations "$uri_variable" migrations
  [ -n "$pending" ] || return 0
  missing="Not applied: $(printf '%s' "$pending" | head -n 3 | tr '\n' ' ')"
  return 1
}
