import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResticFailure } from './resticFailure.js';
import { noAnswer, resticFailure } from './resticFailure.js';
import type { ResticExit, ResticRunner, ResticStreams } from './resticRunner.js';
import type { ResticPart, ResticSnapshot } from './resticTags.js';
import { environmentTag, resticFileName, resticSnapshots, tagsOf } from './resticTags.js';

export interface ResticRepositoryOptions {
  /** As restic understands it: `/srv/backup`, `sftp:host:/srv/backup`, `rest:https://host/`, `s3:https://host/bucket`. Paths are absolute. */
  readonly repository: string;
  /** Its sets are those of one environment; other snapshots in it are not touched. */
  readonly environment: string;
  /** RESTIC_PASSWORD, and whatever the repository asks for besides: AWS_ACCESS_KEY_ID, RESTIC_REST_PASSWORD. */
  readonly env: Readonly<Record<string, string>>;
  readonly run: ResticRunner;
  /** Absolute; belongs to this repository and environment alone, and may be deleted at any time. */
  readonly cacheFolder: string;
  /** The name of this machine. */
  readonly host: string;
  /** How long to wait for others who have locked the repository, in milliseconds; 5 minutes by default. */
  readonly lockWait?: number;
  /**
   * How long the repository may be silent when it is read, in milliseconds; 3 minutes by default. restic itself tries for a quarter of an hour to
   * read what is not there.
   */
  readonly answerWithin?: number;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: ResticFailure };

/** Snapshots are named in arguments, whose length is limited. */
const mostAtOnce = 500;

/** The commands of restic that a store needs. */
export class ResticRepository {
  readonly description: string;

  constructor(readonly options: ResticRepositoryOptions) {
    this.description = `the restic repository ${withoutPassword(options.repository)}`;
  }

  /** Makes the repository. One that exists already is left as it is. */
  async create(): Promise<Answer<void>> {
    const exit = await this.run(['init', '--quiet']);
    return exit.exitCode === 0 || /already (exists|initialized)/.test(exit.stderr) ? done : this.failed(exit);
  }

  /** All snapshots of the environment, in one call. Waits for nobody's lock. */
  async list(): Promise<Answer<readonly ResticSnapshot[]>> {
    const { environment } = this.options;
    const signal = AbortSignal.timeout(this.patience);
    const output = new Collector();
    const exit = await this.run(['snapshots', '--json', '--no-lock', '--tag', environmentTag(environment)], { stdout: output, signal });
    if (signal.aborted) return { ok: false, failure: noAnswer(exit, this.description, this.patience) };
    if (exit.exitCode !== 0) return this.failed(exit);
    const parsed = resticSnapshots.safeParse(parseJson(output.text()));
    if (parsed.success) return { ok: true, value: parsed.data ?? [] };
    return this.failed({ exitCode: 0, stderr: `its list of snapshots is not as it must be: ${parsed.error.issues[0]?.message ?? ''}` });
  }

  /** One attempt to keep a part of a set. `content` must not be empty. */
  save(id: string, part: ResticPart, content: Readable, signal?: AbortSignal): Promise<ResticExit> {
    const { environment, host } = this.options;
    const tags = tagsOf(environment, id, part).flatMap((tag) => ['--tag', tag]);
    const args = ['backup', '--quiet', '--host', host, '--stdin', '--stdin-filename', resticFileName(id, part), ...tags];
    return this.run(args, { stdin: content, ...(signal === undefined ? {} : { signal }) });
  }

  /** Keeps a part of a set whose content is at hand. */
  async saveWhole(id: string, part: ResticPart, content: Buffer): Promise<Answer<void>> {
    return this.unlessLocked(() => this.save(id, part, Readable.from([content])));
  }

  /** The content of a file in a snapshot. Ends in an error where restic does. */
  async *read(snapshot: string, name: string): AsyncGenerator<Buffer, void> {
    const waiting = this.lockWait();
    for (;;) {
      const ending = new AbortController();
      const stdout = new PassThrough({ highWaterMark: 1024 * 1024 });
      const running = this.run(['dump', '--quiet', snapshot, name], { stdout, signal: ending.signal });
      let silence = setTimeout(() => ending.abort(), this.patience);
      let hasBegun = false;
      let isOver = false;
      try {
        for await (const chunk of stdout as AsyncIterable<Buffer>) {
          clearTimeout(silence);
          hasBegun = true;
          yield chunk;
          silence = setTimeout(() => ending.abort(), this.patience);
        }
        isOver = true;
      } finally {
        clearTimeout(silence);
        if (!isOver) ending.abort();
        await running;
      }
      const exit = await running;
      if (ending.signal.aborted) throw new Error(noAnswer(exit, this.description, this.patience).diagnostic.message);
      if (exit.exitCode === 0) return;
      const { kind, diagnostic } = resticFailure(exit, this.description);
      if (kind !== 'locked' || hasBegun || !(await waiting.again())) throw new Error(diagnostic.message);
    }
  }

  /** Forgets snapshots; those that are not there are no failure. */
  async forget(snapshots: readonly string[], { wait = true } = {}): Promise<Answer<void>> {
    for (let at = 0; at < snapshots.length; at += mostAtOnce) {
      const some = snapshots.slice(at, at + mostAtOnce);
      const answer = await this.unlessLocked(() => this.run(['forget', '--quiet', ...some]), this.lockWait(wait ? undefined : 0));
      if (!answer.ok) return answer;
    }
    return done;
  }

  /** Forgets snapshots and gives back the room of all that is not needed any more. */
  async clear(snapshots: readonly string[]): Promise<Answer<void>> {
    const forgotten = await this.forget(snapshots);
    return forgotten.ok ? this.unlessLocked(() => this.run(['prune', '--quiet'])) : forgotten;
  }

  /** Of one command, which may have to wait for several locks. */
  lockWait(most = this.options.lockWait ?? 300_000): LockWait {
    return new LockWait(most, async () => {
      await this.run(['unlock', '--quiet']);
    });
  }

  private async unlessLocked(attempt: () => Promise<ResticExit>, waiting = this.lockWait()): Promise<Answer<void>> {
    for (;;) {
      const exit = await attempt();
      if (exit.exitCode === 0) return done;
      const failure = resticFailure(exit, this.description);
      if (failure.kind !== 'locked' || !(await waiting.again())) return { ok: false, failure };
    }
  }

  private get patience(): number {
    return this.options.answerWithin ?? 180_000;
  }

  private run(args: readonly string[], streams: Omit<ResticStreams, 'env'> = {}): Promise<ResticExit> {
    const { repository, cacheFolder, env, run } = this.options;
    // A repository's name may hold a password, and everybody sees arguments.
    return run(['--cache-dir', join(cacheFolder, 'restic'), ...args], { ...streams, env: { ...env, RESTIC_REPOSITORY: repository } });
  }

  private failed(exit: ResticExit): { readonly ok: false; readonly failure: ResticFailure } {
    return { ok: false, failure: resticFailure(exit, this.description) };
  }
}

/** Waits for those who have locked a repository; restic 0.14 cannot. Locks of the dead go first, as restic judges it. */
export class LockWait {
  private attempts = 0;
  private left: number;

  constructor(
    most: number,
    private readonly removeStale: () => Promise<void>,
  ) {
    this.left = most;
  }

  /** Resolves when it is worth another attempt; false when the time is over. */
  async again(): Promise<boolean> {
    this.attempts += 1;
    if (this.attempts === 1) {
      await this.removeStale();
      return true;
    }
    if (this.left <= 0) return false;
    const pause = Math.min(this.left, 250 * 2 ** Math.min(this.attempts, 6));
    this.left -= pause;
    await sleep(pause);
    return true;
  }
}

const done = { ok: true, value: undefined } as const;

class Collector extends Writable {
  private readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.chunks.push(chunk);
    callback();
  }

  text(): string {
    return Buffer.concat(this.chunks).toString();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `rest:https://user:password@host/` without the password. */
function withoutPassword(repository: string): string {
  return repository.replace(/(:\/\/[^/@:]*):[^/]*@/, '$1@');
}
