import { join } from 'node:path';
import { execa } from 'execa';
import type { Ran, Running, Workspace } from './workspace.js';

/** Settings of a workspace that uses the plugin. */
export const nxJson = {
  'nx.json': `${JSON.stringify({ plugins: ['@dust-workspace/nx'], tui: { enabled: false }, neverConnectToCloud: true, analytics: false })}\n`,
};

/** Runs `nx` with the words of `line`, or with these words, and waits for its end. */
export function nx(
  workspace: Pick<Workspace, 'root'>,
  line: string | readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  return launchNx(workspace, line, env).ended;
}

/** As `nx`, without waiting; in a process group of its own, as in a terminal. Without the daemon, unless `env` says otherwise. */
export function launchNx(
  { root }: Pick<Workspace, 'root'>,
  line: string | readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = execa(join(root, 'node_modules', '.bin', 'nx'), typeof line === 'string' ? line.split(' ') : line, {
    cwd: root,
    extendEnv: false,
    env: { ...surroundings(), NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_USE_LOCAL: 'true', NO_COLOR: 'true', ...env },
    reject: false,
    stdin: 'ignore',
    detached: true,
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  if (child.pid === undefined) throw new Error('nx could not be launched');
  let said = '';
  child.stdout.on('data', (chunk: Buffer | string) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer | string) => (said += chunk.toString()));
  const ended = child.then(({ exitCode, signal, stdout, stderr }) => ({ exitCode, signal, stdout, stderr }));
  return { pid: child.pid, ended, said: () => said };
}

function surroundings(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'TERM', 'DSW_STATE_HOME'];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}
