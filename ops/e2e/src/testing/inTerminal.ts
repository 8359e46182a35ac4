import { execa } from 'execa';
import type { Workspace } from './workspace.js';

/** Whether this machine has what gives a command a terminal: `script` of util-linux. */
export async function hasTerminals(): Promise<boolean> {
  const { stdout } = await execa('script', ['--version'], { reject: false });
  return stdout.includes('util-linux');
}

/** Runs a command line in a terminal of its own, in which somebody types `typed`. Returns its exit status and all that the terminal showed. */
export async function inTerminal(
  { root }: Pick<Workspace, 'root'>,
  line: string,
  { typed = '', env = {} }: { readonly typed?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly exitCode: number | undefined; readonly shown: string }> {
  const kept = ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'DSW_STATE_HOME'];
  const surroundings = Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  const { exitCode, stdout } = await execa('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd: root,
    extendEnv: false,
    env: { ...surroundings, TERM: 'dumb', NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_USE_LOCAL: 'true', ...env },
    input: typed,
    reject: false,
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  return { exitCode, shown: stdout.replaceAll('\r', '') };
}
