import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { removeTree } from '../removeTree.js';
import { hostRestic } from '../stores/hostRestic.js';
import type { ResticStoreOptions } from '../stores/resticStore.js';
import { resticStore } from '../stores/resticStore.js';
import type { Store } from '../stores/store.js';
import { makeKeyCheap } from './cheapKey.js';
import type { StoreHarness } from './storeConformance.js';
import { noon } from './storeSets.js';

export const password = 'correct horse';
export const program = process.env['RESTIC_FOR_TESTS'] ?? 'restic';

/**
 * restic before 0.17 tries for up to a minute to read the lock of another who has just ended (https://github.com/restic/restic/pull/4520), so that tests with
 * several at once may have to wait.
 */
export const patience = { testTimeout: 180_000 };

/** A repository in a folder, quick to open. */
export function makeRepository(folder: string): void {
  restic(folder, ['init', '--quiet']);
  makeKeyCheap(folder, password);
}

/** The tags of all snapshots that are there, in the order of their times. */
export function snapshotsIn(repository: string): { readonly paths: readonly string[]; readonly tags?: readonly string[] }[] {
  return JSON.parse(restic(repository, ['snapshots', '--json', '--no-lock'])) as ReturnType<typeof snapshotsIn>;
}

/** What a command of restic prints. */
export function restic(repository: string, args: readonly string[], input?: string): string {
  const env = { ...process.env, RESTIC_REPOSITORY: repository, RESTIC_PASSWORD: password };
  return execFileSync(program, ['--no-cache', ...args], { env, encoding: 'utf8', input, stdio: ['pipe', 'pipe', 'pipe'] });
}

export function storeOptions(repository: string, cacheFolder: string, overrides: Partial<ResticStoreOptions> = {}): ResticStoreOptions {
  return {
    repository,
    environment: 'local',
    env: { RESTIC_PASSWORD: password },
    run: hostRestic(program, process.env),
    cacheFolder,
    host: 'here',
    clock: () => noon,
    lockWait: 5_000,
    ...overrides,
  };
}

let environments = 0;

/** For the conformance suite. Each test has the repository as another environment, which sees nothing of the others. */
export function resticHarness(repository: string, env: Readonly<Record<string, string>> = {}, processEnv = process.env): StoreHarness {
  const temp = mkdtempSync(join(tmpdir(), 'dsw-restic-'));
  const environment = `test-${++environments}`;
  const run = hostRestic(program, processEnv);
  const store = (): Store =>
    resticStore(
      storeOptions(repository, join(temp, 'cache'), { environment, run, env: { RESTIC_PASSWORD: password, ...env }, lockWait: 20_000 }),
    );
  return {
    store,
    stranger: async () => {
      const args = [
        'backup',
        '--quiet',
        '--stdin',
        '--stdin-filename',
        '/notes',
        '--tag',
        `dsw.environment=${environment}`,
        '--tag',
        'mine',
      ];
      const streams = { stdin: Readable.from(['notes']), env: { RESTIC_PASSWORD: password, ...env, RESTIC_REPOSITORY: repository } };
      await run(['--no-cache', ...args], streams);
      return 'mine';
    },
    dispose: () => removeTree(temp),
  };
}
