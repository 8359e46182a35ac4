import { unreachable } from '@dust-workspace/component';

export const completedShells = ['bash', 'zsh', 'fish'] as const;
export type CompletedShell = (typeof completedShells)[number];

/** A small script that asks `dsw __complete` what may come next. It need not be installed anew when commands change. */
export function completionScript(shell: CompletedShell): string {
  switch (shell) {
    case 'bash':
      return bash;
    case 'zsh':
      return zsh;
    case 'fish':
      return fish;
    default:
      return unreachable(shell);
  }
}

const bash = String.raw`# Completion of dsw for bash. localbin/install.sh installs it; by hand, add this line to ~/.bashrc:
#   source <(dsw completion bash)
_dsw() {
  local program=$1 line
  COMPREPLY=()
  type -P -- "$program" >/dev/null || program=dsw
  while IFS= read -r line; do
    if [ "$line" = :files ]; then
      compopt -o default 2>/dev/null
      return 0
    fi
    COMPREPLY+=("${'$'}{line%%$'\t'*}")
  done < <("$program" __complete "${'$'}{COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null)
}
complete -o nosort -F _dsw dsw 2>/dev/null || complete -F _dsw dsw
`;

const zsh = String.raw`#compdef dsw
# Completion of dsw for zsh. localbin/install.sh installs it; by hand, add this line to ~/.zshrc, behind compinit:
#   source <(dsw completion zsh)
_dsw() {
  local program=${'$'}{(Q)words[1]} line
  local -a described
  whence -p -- "$program" >/dev/null || program=dsw
  for line in "${'$'}{(@f)$("$program" __complete "${'$'}{(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)}"; do
    if [[ $line == :files ]]; then
      _default
      return
    fi
    [[ -z $line ]] || described+=("${'$'}{${'$'}{line%%$'\t'*}//:/\\:}${'$'}{${'$'}{(M)line:#*$'\t'*}:+:${'$'}{line#*$'\t'}}")
  done
  (( ${'$'}{#described} )) && _describe -V dsw described
}
if [ "${'$'}{funcstack[1]}" = _dsw ]; then _dsw "$@"; else compdef _dsw dsw; fi
`;

const fish = String.raw`# Completion of dsw for fish. localbin/install.sh installs it; by hand:
#   dsw completion fish > ~/.config/fish/completions/dsw.fish
function __dsw_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    type -q -- "$program"; or set program dsw
    set -l lines ($program __complete $words[2..-1] "$current" 2>/dev/null </dev/null)
    if test "$lines[1]" = :files
        __fish_complete_path "$current"
    else
        printf '%s\n' $lines
    end
end
complete -c dsw -f -k -a '(__dsw_complete)'
`;
