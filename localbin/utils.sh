# Functions for shell scripts, POSIX sh. Use: . "$DSW_WORKSPACE/localbin/utils.sh"
# Messages go to standard error: standard output belongs to data.
# shellcheck shell=sh

# dsw_info TEXT: one line for the person who waits.
dsw_info() {
  printf '%s\n' "$1" >&2
}

# dsw_fail MESSAGE [REMEDY]: says what is wrong and what to do about it, and ends the script.
dsw_fail() {
  dsw_info "error: $1"
  [ $# -lt 2 ] || dsw_info "  $2"
  exit 1
}

# dsw_require PROGRAM REMEDY: ends the script when PROGRAM is not on PATH.
dsw_require() {
  command -v "$1" >/dev/null 2>&1 || dsw_fail "$1 is not installed" "$2"
}

# dsw_root [FOLDER]: prints the workspace that FOLDER (by default the current one) belongs to.
dsw_root() {
  dsw_folder=$(CDPATH='' cd -- "${1:-.}" 2>/dev/null && pwd -P) || dsw_fail "there is no folder $1"
  while [ ! -f "$dsw_folder/localbin/utils.sh" ]; do
    [ "$dsw_folder" != / ] || dsw_fail "${1:-$PWD} is not in a workspace" "run this in a checkout of the workspace"
    dsw_folder=$(dirname -- "$dsw_folder")
  done
  printf '%s\n' "$dsw_folder"
}
