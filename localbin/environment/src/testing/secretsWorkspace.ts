import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Component, Result } from '@dust-workspace/component';
import type { SecretsContext, SecretsEvent } from '../secrets/context.js';
import type { Git } from '../secrets/git.js';
import { openKeyring } from '../secrets/keyring.js';
import { passphraseSource } from '../secrets/passphrase.js';
import { component } from './component.js';

const manifest = {
  env: { WEB_TOKEN: { secret: true }, WEB_OTHER: { secret: true, optional: true }, WEB_URL: { type: 'url', optional: true } },
};

/** A workspace with two components in a folder of its own, and people who have their keys in homes of their own. */
export interface SecretsWorkspace {
  readonly root: string;
  readonly web: Component;
  readonly store: Component;
  /** What a person works with; `events` collects what is told. */
  person(name: string, environment?: string): SecretsContext & { readonly events: SecretsEvent[] };
  write(files: Readonly<Record<string, string>>): Promise<void>;
  read(file: string): Promise<string>;
  /** All files, with their contents, but for what is git's own. */
  everything(): Promise<Readonly<Record<string, string>>>;
  readonly git: Git;
}

export async function inSecretsWorkspace(body: (workspace: SecretsWorkspace) => Promise<void>): Promise<void> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'dsw-secrets-')));
  const root = join(folder, 'a workspace, with = in its name');
  const [web, store] = ['web', 'store'].map((name) => ({
    ...component(name, manifest),
    directory: join(root, 'platform', name),
  })) as [Component, Component];
  try {
    for (const { directory } of [web, store]) await mkdir(directory, { recursive: true });
    await body({
      root,
      web,
      store,
      person(name, environment = 'local') {
        const processEnv = { HOME: join(folder, 'homes', name), TMPDIR: folder, PATH: process.env['PATH'] };
        const events: SecretsEvent[] = [];
        return {
          root,
          environment,
          processEnv,
          now: new Date(),
          keyring: openKeyring(processEnv, passphraseSource(processEnv)),
          components: [web, store],
          emit: (event) => events.push(event),
          events,
        };
      },
      async write(files) {
        for (const [file, text] of Object.entries(files)) {
          await mkdir(dirname(join(root, file)), { recursive: true });
          await writeFile(join(root, file), text);
        }
      },
      read: (file) => readFile(join(root, file), 'utf8'),
      everything: () => contentsOf(root),
      git: (words, input) => run('git', words, root, input),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function contentsOf(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  const kept = files.filter((file) => !file.startsWith('.git/')).sort();
  return Object.fromEntries(await Promise.all(kept.map(async (file) => [file, await readFile(join(root, file), 'utf8')] as const)));
}

/** The value of a result that must be one. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`expected a value, and got: ${JSON.stringify(result.diagnostics)}`);
}

/** What a result that must be a failure tells, as `file: message`. */
export function refusals(result: Result<unknown>): string[] {
  if (result.ok) throw new Error('expected a failure');
  return result.diagnostics.map(({ file, message }) => (file === undefined ? message : `${file}: ${message}`));
}

/** Runs a program with its standard input from a text. */
export function run(
  program: string,
  words: readonly string[],
  cwd: string,
  input = '',
): Promise<{ readonly status: number; readonly output: string }> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], HOME: cwd, GIT_CONFIG_NOSYSTEM: '1', TZ: 'UTC' };
    const child = execFile(program, words, { cwd, env }, (error, output) =>
      resolve({ status: error === null ? 0 : Number(error.code), output }),
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
