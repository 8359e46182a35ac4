#!/bin/sh
# Takes out what install.sh of this checkout put into the start-up files of the user's shells, to the byte.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
. "$here/utils.sh"
. "$here/pathBlock.sh"

main() {
  dry_run=
  case ${1-} in
    '') ;;
    --dry-run) dry_run=yes ;;
    --help) printf 'usage: uninstall.sh [--dry-run]\n' && exit 0 ;;
    *) dsw_fail "unknown argument: $1" 'usage: uninstall.sh [--dry-run]' ;;
  esac
  checkout=$(dsw_root "$here")
  [ -d "${HOME-}" ] || dsw_fail "HOME is not a folder: ${HOME-}" 'set HOME to your home folder'
  check_files
  content=$(mktemp) || dsw_fail 'no temporary file can be created' 'set TMPDIR to a folder that you may write'
  trap 'rm -f -- "$content"' EXIT
  startup_files known | while IFS= read -r file; do uninstall_from "$file"; done
}

# Nothing is changed unless everything can be.
check_files() {
  problems=$(
    startup_files known | while IFS= read -r file; do
      if ! lines=$(block_lines "$file"); then
        printf '%s has a line "%s" without its end "%s"\n' "$file" "$block_begin" "$block_end"
      elif [ -n "$lines" ] && [ "$(block_checkout "$file" "${lines% *}")" = "$checkout" ]; then
        check_writable "$file"
      fi
    done
  )
  [ -z "$problems" ] || dsw_fail "nothing was removed
$problems" 'correct this and try again'
}

uninstall_from() {
  # shellcheck disable=SC2046 # The first and the last line become two arguments.
  set -- "$1" $(block_lines "$1")
  [ $# -eq 3 ] || return 0
  owner=$(block_checkout "$1" "$2")
  if [ "$owner" != "$checkout" ]; then
    dsw_info "$1: left alone, belongs to $owner"
  elif [ -n "$dry_run" ]; then
    dsw_info "$1: would remove lines $2 to $3"
  else
    remove_block "$@"
    dsw_info "$1: removed"
  fi
}

remove_block() {
  note=$(block_undo "$1" "$2")
  head -n "$(($2 - 1))" "$1" >"$content"
  tail -n "+$(($3 + 1))" "$1" >"$content.after"
  # A line that somebody wrote below the block keeps the end of the line above it.
  if [ "$note" = newline ] && [ ! -s "$content.after" ]; then
    head -c "$(($(wc -c <"$content") - 1))" "$content" >"$content.before" && mv -- "$content.before" "$content"
  fi
  cat -- "$content.after" >>"$content"
  rm -f -- "$content.after"
  case $note in
    file*) if [ -s "$content" ]; then rewrite "$1" "$content"; else remove_created "$1" "$note"; fi ;;
    *) rewrite "$1" "$content" ;;
  esac
}

# remove_created FILE NOTE: a file that the installation created, and the folders above it that it created, unless others use them.
remove_created() {
  if [ -L "$1" ]; then rm -f -- "$(readlink -f -- "$1")"; else rm -f -- "$1"; fi
  folders=${2#file}
  folders=${folders#+}
  above=$(dirname -- "$1")
  while [ "${folders:-0}" -gt 0 ] && rmdir -- "$above" 2>/dev/null; do
    folders=$((folders - 1))
    above=$(dirname -- "$above")
  done
}

main "$@"
