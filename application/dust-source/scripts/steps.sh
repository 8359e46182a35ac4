# Sourced by the scripts of the applications of Dust, in the folder of a component, beside a process and in a container alike. DUST_SOURCE is the checkout.
# shellcheck shell=sh

say() { printf '%s\n' "$*"; }

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

case $0 in
  */*) shared=$(cd "$(dirname "$0")/../../dust-source/scripts" && pwd) ;;
  *) shared=$(cd ../dust-source/scripts && pwd) ;;
esac

[ -n "${DUST_SOURCE:-}" ] || fail 'DUST_SOURCE, the checkout of Dust, is not set.' 'dsw prep dust-source makes one.'
[ -d "$DUST_SOURCE" ] || fail "There is no checkout of Dust in $DUST_SOURCE." 'dsw prep dust-source makes one.'

# What has no value is not set: upstream takes an empty text for a value. A container is given all of its variables.
unset_empty() {
  for name in $(awk 'BEGIN { for (name in ENVIRON) if (ENVIRON[name] == "" && name ~ /^[A-Z][A-Z0-9_]*$/) print name }' </dev/null); do
    unset "$name"
  done
}

# Goes to a folder of the checkout, with its programs first on PATH.
enter() {
  [ -d "$DUST_SOURCE/$1" ] || fail "There is no folder $1 in $DUST_SOURCE, so that it is no checkout of Dust, or one of another time." \
    'DUST_SOURCE_COMMIT says which commit is known to have it; see application/dust-source/README.md.'
  cd "$DUST_SOURCE/$1"
  PATH=$DUST_SOURCE/$1/node_modules/.bin:$DUST_SOURCE/node_modules/.bin:$PATH
  export PATH
}

# Where cargo builds: in a container apart from what the toolchain of the host makes, and shared by all that upstream's crate serves.
cargo_target() { printf '%s' "${DUST_CARGO_TARGET:-$DUST_SOURCE/core/target}"; }

# A program of upstream's crate, which dust-core builds.
core_binary() {
  binary=$(cargo_target)/${DUST_CORE_BUILD:-debug}/$1
  [ -x "$binary" ] || fail "$1 is not built: there is no $binary." 'dsw prep dust-core builds it.'
}

# Lets client programs of Temporal's SDK know where the server is: upstream connects to localhost:7233 in development.
# Node.js takes the variable apart at spaces, unless they are in double quotes.
preload_temporal_address() {
  NODE_OPTIONS="--require=\"$(printf '%s' "$shared/temporalAddress.cjs" | sed 's/[\\"]/\\&/g')\"${NODE_OPTIONS:+ $NODE_OPTIONS}"
  export NODE_OPTIONS
}
