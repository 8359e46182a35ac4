import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redactor } from '@dust-workspace/lifecycle/guard';
import type { ProblemAnswer, RunAnswer, RunsAnswer, StatusAnswer } from '../api.js';
import { startConsole, type Console } from '../console.js';
import type { Engine } from '../engine.js';
import { runProcesses, type StartRun } from '../runProcess.js';
import { surroundings } from '../surroundings.js';
import { workspaceEngine } from '../workspaceEngine.js';
import { get, post, type Answer } from './request.js';
import { until } from './until.js';
import type { TestWorkspace } from './workspace.js';

export const token = 'sentinel-token';

/** The process of a run, as it is built. */
const runMain = fileURLToPath(new URL('../../dist/runMain.js', import.meta.url));

/** A console of a real workspace, and what is asked of it. */
export interface RunningConsole extends Console {
  readonly lines: readonly string[];
  status(): Promise<StatusAnswer>;
  runs(): Promise<readonly RunAnswer[]>;
  asks(path: string, body?: unknown): Promise<Answer>;
  /** Asks for a run that must begin, and returns its id. */
  begins(path: string, body?: unknown): Promise<string>;
  /** Waits for the end of a run. */
  ended(id: string): Promise<RunAnswer>;
}

export interface RunningOptions {
  readonly token?: string | undefined;
  readonly engine?: (engine: Engine) => Engine;
  readonly startRun?: (processEnv: NodeJS.ProcessEnv) => StartRun;
  readonly sampleEvery?: number;
}

export async function runConsole(
  { root, processEnv }: Pick<TestWorkspace, 'root' | 'processEnv'>,
  options: RunningOptions = {},
): Promise<RunningConsole> {
  const redactor = new Redactor();
  const lines: string[] = [];
  const ownEnv = surroundings({ ...processEnv, CONSOLE_TOKEN: token, DSW_COMPONENT: 'console' });
  const engine = workspaceEngine({ root, environment: 'local', processEnv: ownEnv, redactor });
  const started = await startConsole({
    settings: {
      workspace: root,
      environment: 'local',
      port: 0,
      sampleEvery: options.sampleEvery ?? 10_000,
      runFolder: join(root, 'env', 'local', 'run'),
      self: 'console',
      token: 'token' in options ? options.token : token,
      database: undefined,
    },
    engine: options.engine?.(engine) ?? engine,
    startRun: (options.startRun ?? ((env) => runProcesses(env, runMain)))(ownEnv),
    redact: redactor.redact,
    now: () => new Date(),
    log: (line) => void lines.push(line),
  });
  if (!started.ok) throw new Error(JSON.stringify(started.diagnostics));
  const { url, close } = started.value;
  const read = async <T>(path: string): Promise<T> => JSON.parse((await get(url, path)).body) as T;
  const runs = async (): Promise<readonly RunAnswer[]> => (await read<RunsAnswer>('/api/runs')).runs;
  const asks: RunningConsole['asks'] = (path, body) => post(url, path, token, body);
  return {
    url,
    close,
    lines,
    runs,
    asks,
    status: () => read('/api/status'),
    async begins(path, body) {
      const answer = await asks(path, body);
      const said = JSON.parse(answer.body) as { run?: string } & ProblemAnswer;
      if (answer.status !== 202 || said.run === undefined) throw new Error(`${path} was answered with ${answer.status}: ${answer.body}`);
      return said.run;
    },
    ended: (id) => until('the run has ended', async () => (await runs()).find((run) => run.id === id && run.endedAt !== null)),
  };
}
