import type { Instance } from '../runtime.js';
import type { RunAs } from './user.js';

/** Taken over from whoever runs the command; nothing else of that environment reaches a component. */
const inherited = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR', 'TERM'] as const;

/** In which variable a command that runs beside the main process names its runner. */
export const runnerVariable = 'DSW_EXEC';

/**
 * The whole environment of every process of an instance, main process and commands alike. `DSW_WORKSPACE`, `DSW_ENVIRONMENT` and
 * `DSW_COMPONENT` in it are also how its processes are recognised later.
 */
export function processVariables(instance: Instance, invoker: NodeJS.ProcessEnv, runAs: RunAs): Record<string, string> {
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...Object.fromEntries(inherited.flatMap((name) => (invoker[name] === undefined ? [] : [[name, invoker[name]]]))),
    ...personal(runAs),
    ...Object.fromEntries(Object.keys(instance.ports).map((name) => [name.replace(/_PORT$/, '_HOST'), '127.0.0.1'])),
    ...Object.fromEntries(Object.entries(instance.ports).map(([name, port]) => [name, String(port)])),
    ...instance.variables,
    ...labelsOf(instance),
    DSW_VOLUME: instance.volume,
    DSW_RUN: instance.runDirectory,
  };
}

/** By these variables a process of an instance is told from every other process. */
export function labelsOf(instance: Instance): {
  readonly DSW_WORKSPACE: string;
  readonly DSW_ENVIRONMENT: string;
  readonly DSW_COMPONENT: string;
} {
  return {
    DSW_WORKSPACE: instance.workspace,
    DSW_ENVIRONMENT: instance.environment,
    DSW_COMPONENT: instance.component.name,
  };
}

/** The home of the invoker, root, and its folder for temporary files are closed to another user. */
function personal(runAs: RunAs): Record<string, string | undefined> {
  return runAs.kind === 'invoker' ? {} : { USER: runAs.user.name, HOME: runAs.home, TMPDIR: '/tmp' };
}
