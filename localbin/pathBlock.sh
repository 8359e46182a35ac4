# The block that install.sh writes into the start-up files of shells and that uninstall.sh takes out again. POSIX sh; needs utils.sh.
#
#   # >>> dust-workspace >>> <checkout>
#   # Added by localbin/install.sh, removed by localbin/uninstall.sh (undo: <note>)
#   ... puts <checkout>/localbin/bin on PATH, where man(1) finds the manual by it ...
#   ... has dsw completed, once what `npm ci` writes to <checkout>/localbin/share is there ...
#   # <<< dust-workspace <<<
#
# The note remembers what else the installation changed, so that removal gives back the same bytes: `newline` (the last line
# had no end), `file` (there was no file), `file+N` (nor the N folders above it), `nothing`.
# shellcheck shell=sh

block_begin='# >>> dust-workspace >>> '
block_end='# <<< dust-workspace <<<'

# startup_files wanted|known: the files that an installation should change, or all that one may have changed, one a line.
startup_files() {
  printf '%s\n' "$HOME/.profile" "$HOME/.bashrc"
  zshrc=${ZDOTDIR:-$HOME}/.zshrc
  if [ "$1" = known ] || [ "${SHELL##*/}" = zsh ] || [ -e "$zshrc" ]; then printf '%s\n' "$zshrc"; fi
  fish=${XDG_CONFIG_HOME:-$HOME/.config}/fish
  if [ "$1" = known ] || [ "${SHELL##*/}" = fish ] || [ -d "$fish" ]; then printf '%s\n' "$fish/conf.d/dust-workspace.fish"; fi
}

# block_lines FILE: the line numbers of its block as "first last"; nothing without a block. Fails on a block without an end.
block_lines() {
  [ -f "$1" ] || return 0
  first=$(LC_ALL=C grep -n "^$block_begin" "$1" | head -n 1 | cut -d : -f 1)
  [ -n "$first" ] || return 0
  length=$(tail -n "+$first" "$1" | LC_ALL=C grep -n "^$block_end\$" | head -n 1 | cut -d : -f 1)
  [ -n "$length" ] || return 1
  printf '%s %s\n' "$first" "$((first + length - 1))"
}

# block_checkout FILE FIRST: the checkout that the block belongs to.
block_checkout() {
  block_line=$(sed -n "$2p" "$1")
  printf '%s\n' "${block_line#"$block_begin"}"
}

# block_undo FILE FIRST: the note of the block.
block_undo() {
  sed -n "$(($2 + 1))s/.*(undo: \(.*\))\$/\1/p" "$1"
}

# print_block FILE CHECKOUT NOTE: the block in the language of the shell that reads FILE.
print_block() {
  printf '%s%s\n' "$block_begin" "$2"
  printf '# Added by localbin/install.sh, removed by localbin/uninstall.sh (undo: %s)\n' "$3"
  case $1 in
    *.fish)
      bin=$(printf %s "$2/localbin/bin" | sed "s/[\\\\']/\\\\&/g")
      printf "contains -- '%s' \$PATH; or set -gx PATH '%s' \$PATH\n" "$bin" "$bin"
      share=$(printf %s "$2/localbin/share" | sed "s/[\\\\']/\\\\&/g")
      printf "test -r '%s'; and source '%s'\n" "$share/fish/vendor_completions.d/dsw.fish" "$share/fish/vendor_completions.d/dsw.fish"
      ;;
    *)
      bin=$(printf %s "$2/localbin/bin" | sed "s/'/'\\\\''/g")
      printf "case \":\$PATH:\" in *:'%s':*) ;; *) PATH='%s':\"\$PATH\" && export PATH ;; esac\n" "$bin" "$bin"
      ;;
  esac
  share=$(printf %s "$2/localbin/share" | sed "s/'/'\\\\''/g")
  case $1 in
    */.bashrc) print_completion "\${BASH_VERSION:+x}" "$share/bash-completion/completions/dsw" ;;
    */.zshrc) print_completion "\${functions[compdef]:+x}" "$share/zsh/site-functions/_dsw" ;;
  esac
  printf '%s\n' "$block_end"
}

# print_completion CONDITION SCRIPT: a line that reads SCRIPT where CONDITION is not empty. Nothing is wrong where there is no script.
print_completion() {
  printf "if [ -n \"%s\" ] && [ -r '%s' ]; then . '%s'; fi\n" "$1" "$2" "$2"
}

# rewrite FILE CONTENT: gives FILE the bytes of the file CONTENT, through a symbolic link and with owner and mode as they are.
rewrite() {
  cp -- "$1" "$2.before"
  cat -- "$2" >"$1" || dsw_fail "could not write $1" "its former content is in $2.before"
  rm -f -- "$2.before"
}

# check_writable FILE: why FILE cannot be written, or nothing.
check_writable() {
  if [ -d "$1" ]; then
    printf '%s is a folder\n' "$1"
  elif [ -e "$1" ]; then
    { [ -r "$1" ] && [ -w "$1" ]; } || printf '%s is read-only\n' "$1"
  elif [ -L "$1" ]; then
    [ -w "$(dirname -- "$(readlink -f -- "$1")")" ] || printf '%s is a symbolic link to nowhere\n' "$1"
  else
    above=$(dirname -- "$1")
    while [ ! -e "$above" ]; do above=$(dirname -- "$above"); done
    [ -w "$above" ] && [ -d "$above" ] || printf '%s cannot be created: %s is read-only\n' "$1" "$above"
  fi
}
