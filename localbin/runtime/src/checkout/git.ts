import { spawn } from 'node:child_process';
import { withoutLogins } from './repositoryAddress.js';
import { keepEnd } from '../keepEnd.js';
import type { CheckoutPlace } from './checkout.js';
import { gitVariables, type GitUse } from './gitVariables.js';

export interface GitOptions {
  readonly cwd?: string;
  readonly input?: string;
  /** Nothing is to be asked of any server. */
  readonly offline?: boolean;
  /** Ends git when it says this. */
  readonly until?: RegExp;
  /** Told of every line that it says, without credentials. */
  readonly onLine?: (line: string) => void;
}

export interface GitEnd {
  readonly kind: 'exited' | 'no-git' | 'aborted' | 'until';
  /** 0 is success; 128 where git did not exit by itself. */
  readonly status: number;
  readonly output: string;
  /** The end of what it said on standard error, without credentials. */
  readonly said: string;
}

/** Runs git with these words; never throws for what git does. */
export type Git = (words: readonly string[], options?: GitOptions) => Promise<GitEnd>;

/** How long git has to end by itself when it is told to, in milliseconds; it removes its temporary files then. */
const grace = 5_000;

export function gitFor(place: CheckoutPlace, address?: GitUse['address']): Git {
  return (words, options = {}) => {
    const use = { place, offline: options.offline ?? false, ...(address === undefined ? {} : { address }) };
    return run(words, options, gitVariables(use), place.signal);
  };
}

/** Git on the bare repository of a place. */
export function storeGit(git: Git, { store }: Pick<CheckoutPlace, 'store'>): Git {
  return (words, options) => git([`--git-dir=${store}`, ...words], options);
}

/** Git in the work tree of a place. */
export function treeGit(git: Git, { folder }: Pick<CheckoutPlace, 'folder'>): Git {
  return (words, options) => git(['-C', folder, ...words], options);
}

function run(words: readonly string[], options: GitOptions, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<GitEnd> {
  return new Promise((resolve) => {
    // A group of its own: a Ctrl-C reaches git through the signal alone, and its helpers end with it.
    const child = spawn('git', words, { cwd: options.cwd ?? '/', env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    const output: Buffer[] = [];
    const said = keepEnd(64 * 1024);
    let cause: 'aborted' | 'until' | undefined;
    let last: NodeJS.Timeout | undefined;
    const end = (why: 'aborted' | 'until'): void => {
      cause ??= why;
      signalGroup(child.pid, 'SIGTERM');
      last ??= setTimeout(() => signalGroup(child.pid, 'SIGKILL'), grace);
    };
    const abort = (): void => end('aborted');
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const finish = (kind: GitEnd['kind'], status: number): void => {
      clearTimeout(last);
      signal.removeEventListener('abort', abort);
      resolve({ kind, status, output: Buffer.concat(output).toString('utf8'), said: withoutLogins(said.text()) });
    };
    const lines = splitProgress((line) => {
      if (options.until?.test(line) === true) end('until');
      else options.onLine?.(withoutLogins(line));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      said.add(chunk);
      lines(chunk);
    });
    child.on('error', (error: NodeJS.ErrnoException) => finish(error.code === 'ENOENT' ? 'no-git' : 'exited', 128));
    child.on('close', (code) => finish(cause ?? 'exited', cause === undefined ? (code ?? 128) : 128));
  });
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Which a server may use in what it says: colours, and clearing the rest of the line. */
const escapes = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*[A-Za-z]`, 'g');

/** Lines as git writes them, where a carriage return replaces the line before. */
function splitProgress(tell: (line: string) => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    const parts = (rest + chunk.toString('latin1')).split(/[\r\n]/);
    rest = (parts.pop() ?? '').slice(-4096);
    for (const part of parts) {
      const line = Buffer.from(part, 'latin1')
        .toString('utf8')
        .replaceAll(escapes, '')
        .replaceAll(/\p{Cc}/gu, '')
        .trim();
      if (line !== '') tell(line);
    }
  };
}
