/** The variable in which the words behind `nx` reach the executors, as JSON. */
const variable = 'DSW_NX_COMMAND_LINE';

/**
 * Nx tells an executor neither which projects the command line names, nor its flags, if the task is one that others depend on.
 * The hook `preTasksExecution` does: what it puts into the environment, the processes of the tasks inherit.
 */
export function passCommandLine(argv: readonly string[], env: Record<string, string | undefined>): void {
  env[variable] = JSON.stringify(argv.slice(2));
}

/** The words behind `nx`; undefined where the hook did not run. */
export function receiveCommandLine(env: Readonly<Record<string, string | undefined>>): readonly string[] | undefined {
  try {
    const words: unknown = JSON.parse(env[variable] ?? 'null');
    return Array.isArray(words) ? words.map(String) : undefined;
  } catch {
    return undefined;
  }
}

/** The flags that must hold for every task of a run, as options of an executor. */
export function commonFlags(words: readonly string[]): { dryRun?: true; env?: string } {
  const dryRun = words.some((word) => ['--dry-run', '--dryRun', '--dry-run=true', '--dryRun=true'].includes(word));
  const at = words.findIndex((word) => /^--env(ironment)?(=|$)/.test(word));
  const env = words[at]?.includes('=') === true ? words[at].slice(words[at].indexOf('=') + 1) : words[at + 1];
  return { ...(dryRun ? { dryRun } : {}), ...(at === -1 || env === undefined ? {} : { env }) };
}
