#!/bin/sh
# Installs the packages of the checkout, which all TypeScript applications share, and builds the libraries in it that are named: client, sparkle. Only what
# is missing or stale is done, by one at a time: several applications are prepared at once.
set -eu
. "$(dirname "$0")/steps.sh"

fingerprint() { node "$shared/fingerprint.cjs" "$@"; }

# The lock is that of the open folder: the system gives it back when its holder ends, however that comes.
lock() {
  exec 9<"$DUST_SOURCE"
  if command -v flock >/dev/null; then
    flock -n 9 && return
    say 'another preparation installs packages, waiting for it'
    flock 9
  else
    perl -MFcntl=:flock -e 'open(my $folder, "<&=", 9) && flock($folder, LOCK_EX) or exit 1' ||
      fail 'Neither flock nor perl is there to keep preparations apart.' 'Install util-linux.'
  fi
}

check_node() {
  command -v node >/dev/null || fail 'node is not installed.' 'Install Node.js 24.16 or newer, or run in containers.'
  node "$shared/checkNode.cjs" "$DUST_SOURCE" || exit 1
}

install() {
  wanted=$(fingerprint "$DUST_SOURCE/package-lock.json")
  stamp=$DUST_SOURCE/node_modules/.dsw-installed
  if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    say 'packages: as in the lockfile'
    return
  fi
  say 'packages: being installed'
  # npm empties node_modules first, and with it the stamp. CI: hooks of git are nobody's business here.
  (cd "$DUST_SOURCE" && CI=true npm ci --no-audit --no-fund </dev/null) || fail 'npm ci failed.' 'What it said is above.'
  printf '%s' "$wanted" >"$stamp"
}

# library NAME FOLDER RESULT: a stamp beside what was built says of which sources; `npm run build` begins by removing both.
library() {
  name=$1 folder=$DUST_SOURCE/$2 result=$DUST_SOURCE/$2/$3
  wanted=$(fingerprint "$folder" "$DUST_SOURCE/package-lock.json")
  stamp=$folder/dist/.dsw-built
  if [ -f "$result" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    say "$name: built of these sources"
    return
  fi
  say "$name: being built"
  rm -f "$stamp"
  (cd "$folder" && npm run build </dev/null) || fail "Building $name failed." 'What it said is above.'
  [ -f "$result" ] || fail "Building $name ended with success, but there is no $result."
  printf '%s' "$wanted" >"$stamp"
}

check_node
[ -f "$DUST_SOURCE/package-lock.json" ] || fail "There is no package-lock.json in $DUST_SOURCE." 'Is DUST_SOURCE a checkout of Dust?'
lock
install
for part in "$@"; do
  case $part in
    client) library client sdks/js dist/index.js ;;
    sparkle) library sparkle sparkle dist/cjs/index.js ;;
    *) fail "There is no library $part." ;;
  esac
done
