import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { poll } from '../poll.js';

/** A terminal of its own, at which somebody sits. */
export interface Terminal {
  /** All that it has shown so far, lines ended by line feeds. */
  shown(): string;
  /** Waits until it shows a text; throws with what it shows when that does not come within 30 seconds. */
  until(text: string): Promise<void>;
  /** Presses keys. */
  type(keys: string): void;
  resize(rows: number, columns: number): Promise<void>;
  /** The exit status of what runs in it. */
  readonly ended: Promise<number | null>;
  /** Ends what still runs in it, and removes what it keeps. */
  close(): Promise<void>;
}

/** Why there are no terminals here, where there are none: they are made by `script` of util-linux. */
export async function noTerminals(): Promise<string | undefined> {
  const version = await promisify(execFile)('script', ['--version']).catch(() => ({ stdout: '' }));
  return version.stdout.includes('util-linux') ? undefined : 'script of util-linux is absent';
}

/** Runs a line of shell in a terminal of 24 rows and 80 columns. */
export function openTerminal(
  line: string,
  { env = {}, cwd = tmpdir() }: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Terminal {
  const folder = mkdtempSync(join(tmpdir(), 'dsw-terminal-'));
  const device = join(folder, 'tty');
  const child = spawn(
    'script',
    ['--quiet', '--return', '--command', `trap : INT; stty rows 24 cols 80; tty >${device}; ${line}`, '/dev/null'],
    {
      cwd,
      env: { ...process.env, TERM: 'dumb', SHELL: '/bin/sh', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const text = (): string => shown.replaceAll('\r', '');
  return {
    shown: text,
    ended,
    async until(expected) {
      if (!(await poll(() => text().includes(expected), { within: 30_000, first: 5, most: 50 })))
        throw new Error(`within 30 s the terminal did not show ${JSON.stringify(expected)}, but: ${text()}`);
    },
    type: (keys) => void child.stdin.write(keys),
    async resize(rows, columns) {
      await promisify(execFile)('stty', ['-F', readFileSync(device, 'utf8').trim(), 'rows', String(rows), 'cols', String(columns)]);
    },
    async close() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
