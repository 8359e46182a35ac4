#!/bin/sh
# Puts localbin/bin of this checkout on the PATH of the user's shells. Running it again changes nothing; uninstall.sh undoes it.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
. "$here/utils.sh"
. "$here/pathBlock.sh"

main() {
  dry_run=
  case ${1-} in
    '') ;;
    --dry-run) dry_run=yes ;;
    --help) printf 'usage: install.sh [--dry-run]\n' && exit 0 ;;
    *) dsw_fail "unknown argument: $1" 'usage: install.sh [--dry-run]' ;;
  esac
  checkout=$(dsw_root "$here")
  check_places
  check_files
  content=$(mktemp) || dsw_fail 'no temporary file can be created' 'set TMPDIR to a folder that you may write'
  trap 'rm -f -- "$content"' EXIT
  startup_files wanted | while IFS= read -r file; do install_into "$file"; done
  [ -n "$dry_run" ] || say_what_next
}

check_places() {
  [ -d "${HOME-}" ] || dsw_fail "HOME is not a folder: ${HOME-}" 'set HOME to your home folder'
  case $checkout in
    *:* | *'
'*) dsw_fail "$checkout cannot be on a PATH: its name contains a colon or a line break" 'move the checkout' ;;
  esac
}

# Nothing is changed unless everything can be.
check_files() {
  problems=$(
    startup_files wanted | while IFS= read -r file; do
      check_writable "$file"
      block_lines "$file" >/dev/null || printf '%s has a line "%s" without its end "%s"\n' "$file" "$block_begin" "$block_end"
    done
  )
  [ -z "$problems" ] || dsw_fail "nothing was installed
$problems" "correct this and try again, or add to PATH yourself: $checkout/localbin/bin"
}

install_into() {
  # shellcheck disable=SC2046 # The first and the last line become two arguments.
  set -- "$1" $(block_lines "$1")
  if [ $# -eq 1 ]; then
    add_block "$1"
  elif print_block "$1" "$checkout" "$(block_undo "$1" "$2")" >"$content" && sed -n "$2,$3p" "$1" | cmp -s - "$content"; then
    dsw_info "$1: already there"
  else
    replace_block "$1" "$2" "$3"
  fi
}

add_block() {
  if [ -n "$dry_run" ]; then
    dsw_info "$1: would add"
    print_block "$1" "$checkout" "$(note_for "$1")" >&2
    return
  fi
  note=$(note_for "$1")
  mkdir -p -- "$(dirname -- "$1")"
  { [ "$note" != newline ] || echo; print_block "$1" "$checkout" "$note"; } >>"$1"
  dsw_info "$1: added"
}

replace_block() {
  former=$(block_checkout "$1" "$2")
  [ "$former" != "$checkout" ] || former='an earlier version'
  if [ -n "$dry_run" ]; then
    dsw_info "$1: would replace the one of $former"
    return
  fi
  { head -n "$(($2 - 1))" "$1" && print_block "$1" "$checkout" "$(block_undo "$1" "$2")" && tail -n "+$(($3 + 1))" "$1"; } >"$content"
  rewrite "$1" "$content"
  dsw_info "$1: replaced the one of $former"
}

note_for() {
  if [ ! -e "$1" ]; then
    folders=0
    above=$(dirname -- "$1")
    while [ ! -e "$above" ]; do
      folders=$((folders + 1))
      above=$(dirname -- "$above")
    done
    [ "$folders" -eq 0 ] && echo file || echo "file+$folders"
  elif [ -n "$(tail -c 1 "$1")" ]; then
    echo newline
  else
    echo nothing
  fi
}

say_what_next() {
  case ${SHELL-} in
    */zsh) file=${ZDOTDIR:-$HOME}/.zshrc ;;
    */fish) file=${XDG_CONFIG_HOME:-$HOME/.config}/fish/conf.d/dust-workspace.fish ;;
    */bash) file=$HOME/.bashrc ;;
    *) file=$HOME/.profile ;;
  esac
  dsw_info "Open a new shell, or run: . '$(printf %s "$file" | sed "s/'/'\\\\''/g")'"
  [ -e "$checkout/localbin/bin/dsw" ] || dsw_info "dsw itself is not built yet: run npm ci in $checkout"
}

main "$@"
