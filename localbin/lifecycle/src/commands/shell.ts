/** A shell in the context of a component, whose prompt says where that is. */
export interface ShellCommand {
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * bash where there is one, else sh. What a person has set up for their own shells is left out: it would change what the context has set up. Pure.
 */
export function shellCommand(component: string, environment: string): ShellCommand {
  const place = `${component}@${environment}`;
  return {
    command: ['sh', '-c', script],
    env: { PS1: `${place}$ `, DSW_BASH_PROMPT: `${place}:\\w\\$ ` },
  };
}

const script = `if command -v bash >/dev/null 2>&1; then
  PS1=$DSW_BASH_PROMPT
  unset DSW_BASH_PROMPT
  export PS1
  exec bash --noprofile --norc
fi
unset DSW_BASH_PROMPT
exec sh`;
