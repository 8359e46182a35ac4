#!/bin/sh
# Builds the named programs of upstream's crate. Cargo builds what is missing or stale, and lets one build at a time into its target folder.
set -eu
. "$(dirname "$0")/steps.sh"

command -v cargo >/dev/null || fail 'cargo is not installed.' 'Install Rust 1.94 from https://rustup.rs, or run in containers.'
profile=''
[ "${DUST_CORE_BUILD:-debug}" = debug ] || profile=--release
target=$(cargo_target)
bins=''
for name in "$@"; do bins="$bins --bin $name"; done

enter core
# shellcheck disable=SC2086
CARGO_TARGET_DIR=$target cargo build $profile $bins </dev/null || fail "Building $* failed." 'What cargo said is above.'
for name in "$@"; do core_binary "$name"; done
