import { execa } from 'execa';
import type { TestContext } from 'vitest';
import type { Workspace } from './workspace.js';

/** Skips a test on a machine without what gives a command a terminal, `script` of util-linux. */
export async function skipWithoutTerminals({ skip }: Pick<TestContext, 'skip'>): Promise<void> {
  const { stdout } = await execa('script', ['--version'], { reject: false });
  skip(!stdout.includes('util-linux'), 'there is no script of util-linux on this machine');
}

/**
 * Runs a command line in a terminal of its own, in which somebody types `typed`: at once, or when the terminal has shown what they wait for. Returns
 * its exit status and all that the terminal showed.
 */
export async function inTerminal(
  { root }: Pick<Workspace, 'root'>,
  line: string,
  { typed = '', when, env = {} }: { readonly typed?: string; readonly when?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly exitCode: number | undefined; readonly shown: string }> {
  const kept = ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'DSW_STATE_HOME'];
  const surroundings = Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
  const running = execa('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
    cwd: root,
    extendEnv: false,
    env: { ...surroundings, TERM: 'dumb', NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_USE_LOCAL: 'true', ...env },
    ...(when === undefined ? { input: typed } : {}),
    reject: false,
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  let seen = '';
  if (when !== undefined)
    running.stdout.on('data', (chunk: Buffer | string) => {
      seen += chunk.toString();
      if (seen.includes(when) && running.stdin.writable) running.stdin.end(typed);
    });
  const { exitCode, stdout } = await running;
  return { exitCode, shown: stdout.replaceAll('\r', '') };
}
