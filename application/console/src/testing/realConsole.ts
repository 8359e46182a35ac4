import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@dust-workspace/runtime/testing';
import type { RunAnswer, StartedAnswer, StatusAnswer } from '../api.js';
import { until } from './until.js';

const program = fileURLToPath(new URL('../../dist/serve.js', import.meta.url));

/** The built console, as a process of its own, over a small workspace of real processes. */
export interface RealConsole {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly root: string;
  status(): Promise<StatusAnswer>;
  /** Asks for a change as another program would, and waits for the end of the run. */
  run(path: string, body?: object): Promise<RunAnswer>;
  /** Ends the console's process, and starts it again on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops the components and the console, and removes the workspace. */
  remove(): Promise<void>;
}

/** `files`: of the workspace, by path. */
export async function createConsole(files: Readonly<Record<string, string>>): Promise<RealConsole> {
  const root = await mkdtemp(join(tmpdir(), 'console-workspace-'));
  for (const [path, text] of Object.entries({ 'nx.json': '{}\n', ...files })) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const port = await freePort();
  const [url, token] = [`http://127.0.0.1:${port}`, 'a-token-for-the-tests-0123456789'];
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const { PATH, HOME, DSW_STATE_HOME } = process.env;
    const env = {
      PATH,
      HOME,
      DSW_STATE_HOME,
      DSW_WORKSPACE: root,
      DSW_ENVIRONMENT: 'local',
      CONSOLE_PORT: String(port),
      CONSOLE_TOKEN: token,
    };
    server = spawn(process.execPath, [program], { env, stdio: 'ignore' });
    await until('the console serves', () =>
      fetch(`${url}/api/health`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
  }

  async function stop(): Promise<void> {
    const running = server;
    server = undefined;
    if (running?.exitCode !== null) return;
    const exited = once(running, 'exit');
    running.kill('SIGTERM');
    await exited;
  }

  async function run(path: string, body: object = {}): Promise<RunAnswer> {
    const started = await ask<StartedAnswer>(path, { method: 'POST', body: JSON.stringify(body) });
    return until(`${path} has ended`, async () => {
      const { run: now } = await ask<{ run: RunAnswer }>(`/api/runs/${started.run}`);
      return now.endedAt === null ? undefined : now;
    });
  }

  async function ask<T>(path: string, request: RequestInit = {}): Promise<T> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { ...request, headers });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  try {
    await start();
  } catch (error) {
    server?.kill('SIGKILL');
    await rm(root, { recursive: true, force: true });
    throw error;
  }
  return {
    url,
    port,
    token,
    root,
    status: () => ask('/api/status'),
    run,
    stop,
    start,
    async remove() {
      if (server === undefined) await start();
      const { components } = await ask<StatusAnswer>('/api/status');
      // What needs it stops along; the console does not stop everything, which might be itself.
      for (const { name } of components) await run(`/api/components/${name}/stop`);
      await stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Three components that need each other: `store` keeps data, `api` needs it, and `worker`, which writes a line again and again, needs that. */
export function threeComponents(): Readonly<Record<string, string>> {
  return {
    'platform/store/component.yaml': component({
      description: 'Keeps data',
      command:
        'mkdir -p "$DSW_VOLUME/data"; [ -e "$DSW_VOLUME/data/file" ] || echo first > "$DSW_VOLUME/data/file"; echo "LOG: store is ready"',
    }),
    'application/api/component.yaml': component({
      description: 'Answers',
      needs: '{ store: healthy }',
      command: 'echo "INFO api listens"; echo "ERROR: a bad request"; echo "WARNING: a slow one"',
    }),
    'application/worker/component.yaml': component({
      description: 'Works',
      needs: '{ api: healthy }',
      command: 'echo "INFO begins"',
      loop: 'echo "tick $((count = count + 1))"',
    }),
  };
}

interface Written {
  readonly description: string;
  readonly needs?: string;
  readonly command: string;
  readonly loop?: string;
}

function component({ description, needs = '{}', command, loop = ':' }: Written): string {
  const script = `rm -f "$DSW_RUN/ready"; ${command}; : > "$DSW_RUN/ready"; while :; do ${loop}; sleep 0.2; done`;
  return [
    `description: ${description}`,
    'profiles: [starter]',
    `needs: ${needs}`,
    'env:',
    '  EXAMPLE_LEVEL: { default: notice }',
    '  EXAMPLE_PASSWORD: { secret: true, default: never-to-be-seen }',
    `runtimes: { process: { command: [sh, -c, ${JSON.stringify(script)}] } }`,
    'ready: { command: [sh, -c, \'test -e "$DSW_RUN/ready"\'], within: 30s }',
    '',
  ].join('\n');
}
