import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPlaceMarkOf, placeMark } from './placeMark.js';
import { identityOf, isProcessAlive, type ProcessIdentity } from './process/processIdentity.js';

/** Who holds a lock. */
export interface LockHolder {
  readonly process: ProcessIdentity;
  /** For people, and for those who find it after a crash: what it is doing. */
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** The mark of the folder of the lock: in a copy of it the lock is nobody's. */
  readonly place?: string;
}

export interface FileLock {
  /** Who held it before and died without releasing it, if that was found out here. */
  readonly inheritedFrom?: LockHolder;
  release(): Promise<void>;
}

export interface FileLockOptions {
  readonly command: string;
  readonly now: () => Date;
  /** How long to wait for another holder, in milliseconds. */
  readonly patience: number;
  readonly signal: AbortSignal;
  /** Called once when there is somebody to wait for. */
  onWaiting(holder: LockHolder): void;
}

export type Taken = { readonly kind: 'taken'; readonly lock: FileLock } | { readonly kind: 'held'; readonly by: LockHolder };

/**
 * Takes the lock at `file`, waiting for another holder for as long as it lives, and no longer than `patience` or until an abort. One whose holder
 * is dead is taken over at once.
 */
export async function takeFileLock(file: string, options: FileLockOptions): Promise<Taken> {
  const { command, now, patience, signal } = options;
  const deadline = now().getTime() + patience;
  await mkdir(dirname(file), { recursive: true });
  const own: LockHolder = { process: identityOf(process.pid), command, since: now().toISOString(), place: placeMark(dirname(file)) };
  let announced = false;
  let dead: LockHolder | undefined;
  for (let pause = 5; ; pause = Math.min(pause * 1.5, 100)) {
    if (await create(file, own)) {
      await sweepDrafts(file);
      const inherited = dead === undefined ? {} : { inheritedFrom: dead };
      return { kind: 'taken', lock: { ...inherited, release: () => rm(file, { force: true }) } };
    }
    const other = await readHolder(file);
    if (other === 'gone') continue;
    if (other === 'damaged' || !isProcessAlive(other.process)) {
      if (other !== 'damaged') dead = other;
      await breakLock(file, own);
      continue;
    }
    if (!announced && patience > 0) options.onWaiting(other);
    announced = true;
    if (signal.aborted || now().getTime() > deadline) return { kind: 'held', by: other };
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

/** Who holds the lock at `file` now, or died with it; undefined when nobody does. */
export async function fileLockHolder(file: string): Promise<(LockHolder & { readonly alive: boolean }) | undefined> {
  const holder = await readHolder(file).catch(() => 'damaged' as const);
  return typeof holder === 'string' ? undefined : { ...holder, alive: isProcessAlive(holder.process) };
}

let drafts = 0;

/** Written aside and linked into place, so that a lock is never met without its content, however slow its holder is. */
async function create(file: string, holder: LockHolder): Promise<boolean> {
  const draft = `${file}.${process.pid}-${++drafts}.draft`;
  try {
    await writeFile(draft, JSON.stringify(holder), { mode: 0o600 });
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // Errors of writing, unlike those of opening, do not say where.
    throw Object.assign(error as Error, { path: file });
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Removes a lock whose holder is dead. Two commands may find it dead at once, and the slower one must not remove the lock that the faster one has just
 * made: whoever breaks it holds a second file meanwhile, and looks again under it.
 */
async function breakLock(file: string, breaker: LockHolder): Promise<void> {
  const breaking = `${file}.breaking`;
  if (!(await create(breaking, breaker))) {
    if (isFree(await readHolder(breaking))) await rm(breaking, { force: true });
    return;
  }
  try {
    if (isFree(await readHolder(file))) await rm(file, { force: true });
  } finally {
    await rm(breaking, { force: true });
  }
}

function isFree(holder: LockHolder | 'gone' | 'damaged'): boolean {
  return holder === 'damaged' || (holder !== 'gone' && !isProcessAlive(holder.process));
}

async function readHolder(file: string): Promise<LockHolder | 'gone' | 'damaged'> {
  try {
    const holder = parseHolder(await readFile(file, 'utf8'));
    const isCopy = holder?.place !== undefined && !isPlaceMarkOf(holder.place, dirname(file));
    return holder === undefined || isCopy ? 'damaged' : holder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    throw error;
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockHolder>;
    return typeof value.process?.pid === 'number' ? (value as LockHolder) : undefined;
  } catch {
    return undefined;
  }
}

/** What commands left behind that were killed while they took the lock. */
async function sweepDrafts(file: string): Promise<void> {
  for (const name of await readdir(dirname(file))) {
    const pid = name.startsWith(`${basename(file)}.`) ? /\.(\d+)-\d+\.draft$/.exec(name)?.[1] : undefined;
    if (pid !== undefined && identityOf(Number(pid)).start === '') await rm(join(dirname(file), name), { force: true });
  }
}
