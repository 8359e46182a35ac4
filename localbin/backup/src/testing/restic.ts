import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { makeKeyCheap } from './cheapKey.js';

const run = promisify(execFile);
const password = 'test';

/** A snapshot of restic's, and what `forget` says of it. */
export interface ForgottenSnapshot {
  /** ISO 8601, with the offset of the zone in which it was made. */
  readonly time: string;
  /** Why it is kept; empty for one that is removed. */
  readonly matches: readonly string[];
}

/** A repository of the real restic with one tiny file in each of its snapshots. */
export class ResticRepository {
  private constructor(
    private readonly folder: string,
    private readonly file: string,
  ) {}

  static async create(folder: string, file: string): Promise<ResticRepository> {
    const repository = new ResticRepository(folder, file);
    await repository.#restic(['init'], 'UTC');
    makeKeyCheap(folder, password);
    return repository;
  }

  /** Makes a snapshot at `time`, `2026-01-31 23:59:59` by the clocks of a zone. `group` tells those apart that belong together. */
  async snapshot(group: string, time: string, zone: string): Promise<void> {
    await this.#restic(['backup', '--no-lock', '--quiet', '--force', '--host', group, '--time', time, this.file], zone);
  }

  /** What `restic forget` would do in a zone with the snapshots of a group. */
  async forget(group: string, rules: readonly string[], zone: string): Promise<ForgottenSnapshot[]> {
    const words = ['forget', '--dry-run', '--no-lock', '--json', '--host', group, '--group-by', '', ...rules];
    const [answer] = JSON.parse(await this.#restic(words, zone)) as [ForgetAnswer];
    const kept = answer.reasons.map(({ snapshot, matches }) => ({ time: snapshot.time, matches }));
    return [...kept, ...(answer.remove ?? []).map(({ time }) => ({ time, matches: [] }))];
  }

  async #restic(words: readonly string[], zone: string): Promise<string> {
    const env = {
      ...process.env,
      TZ: zone,
      RESTIC_REPOSITORY: this.folder,
      RESTIC_PASSWORD: password,
      RESTIC_CACHE_DIR: `${this.folder}-cache`,
    };
    return (await run('restic', [...words], { env, maxBuffer: 64 * 1024 * 1024 })).stdout;
  }
}

/** The minor version: 14 for restic 0.14.0. */
export async function resticVersion(): Promise<number> {
  return Number(/^restic 0\.(\d+)\./.exec((await run('restic', ['version'])).stdout)?.[1]);
}

interface ForgetAnswer {
  readonly remove: readonly { readonly time: string }[] | null;
  readonly reasons: readonly { readonly snapshot: { readonly time: string }; readonly matches: readonly string[] }[];
}
