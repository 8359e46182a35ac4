import { spawn } from 'node:child_process';
import { keepEnd } from '../keepEnd.js';
import type { ComposeProgram } from './composeProgram.js';

export interface ComposeCall {
  readonly program: ComposeProgram;
  /** Compose's arguments after the global ones. Never a secret. */
  readonly command: readonly string[];
  readonly project: string;
  /** Absolute path against which the main file's relative paths are read. */
  readonly directory: string;
  /** The main file, as JSON. */
  readonly file: string;
  /** DOCKER_HOST. */
  readonly engine: string;
  /** Values for the references of the files. */
  readonly values: Readonly<Record<string, string>>;
  readonly processEnv: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onLine?: (line: string) => void;
}

export interface ComposeAnswer {
  readonly exitCode: number | null;
  /** The end of what it said on standard error. */
  readonly said: string;
}

/** Of the invoker's environment Compose sees only what finds programs and credentials: nothing there may change what a file means. */
const inherited = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'TMPDIR',
  'DOCKER_CONFIG',
  'DOCKER_CERT_PATH',
  'DOCKER_TLS_VERIFY',
  'XDG_RUNTIME_DIR',
  'SSH_AUTH_SOCK',
];

/** Runs Compose once. The file comes by its standard input and values by its environment. An abort ends it as Ctrl-C would. */
export function runCompose(call: ComposeCall): Promise<ComposeAnswer> {
  const { program, command, project, directory, processEnv, signal } = call;
  const [path, ...before] = program;
  const global = [
    '--project-name',
    project,
    '--project-directory',
    directory,
    '--env-file',
    '/dev/null',
    '--progress',
    'plain',
    '--file',
    '-',
  ];
  const env = {
    ...Object.fromEntries(inherited.flatMap((name) => (processEnv[name] === undefined ? [] : [[name, processEnv[name]]]))),
    DOCKER_HOST: call.engine,
    COMPOSE_IGNORE_ORPHANS: '1',
    COMPOSE_MENU: '0',
    ...call.values,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(path, [...before, ...global, ...command], {
      cwd: directory,
      env,
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true,
    });
    const said = keepEnd(64 * 1024);
    const interrupt = (): void => void child.kill('SIGINT');
    const forget = (): void => signal.removeEventListener('abort', interrupt);
    if (signal.aborted) interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    child.stdin.on('error', () => undefined);
    child.stdin.end(call.file);
    child.stderr.on('data', (chunk: Buffer) => {
      said.add(chunk);
      if (call.onLine !== undefined) for (const line of chunk.toString().split('\n')) if (line.trim() !== '') call.onLine(line.trim());
    });
    child.once('error', (error) => {
      forget();
      reject(error);
    });
    child.once('close', (exitCode) => {
      forget();
      resolve({ exitCode, said: said.text() });
    });
  });
}
