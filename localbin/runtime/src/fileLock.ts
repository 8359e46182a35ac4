import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isPlaceMarkOf, placeMark } from './placeMark.js';
import { processTable } from './process/processTable.js';

/** Who holds a lock: one process for ever, by boot and start time, and what it does. */
export interface LockOwner {
  readonly pid: number;
  readonly boot: string;
  readonly start: string;
  /** The mark of the folder of the lock: in a copy of it the lock is nobody's. */
  readonly place: string;
  /** What the lock is held for; for those who wait, and for those who find it after a crash. */
  readonly purpose: string;
}

export interface FileLock {
  release(): Promise<void>;
}

export interface FileLockOptions {
  readonly purpose: string;
  readonly signal: AbortSignal;
  /** Called once when there is somebody to wait for. */
  onWaiting(owner: LockOwner): void;
}

/** Takes the lock at `file`, waiting for as long as its owner lives. One whose owner is dead is taken over at once. Undefined when aborted. */
export async function takeFileLock(file: string, options: FileLockOptions): Promise<FileLock | undefined> {
  await mkdir(dirname(file), { recursive: true });
  const own: LockOwner = { ...identityOf(process.pid), place: placeMark(dirname(file)), purpose: options.purpose };
  let announced = false;
  for (let pause = 5; ; pause = Math.min(pause * 1.5, 200)) {
    if (options.signal.aborted) return undefined;
    if (await create(file, own)) {
      await sweepDrafts(file);
      return { release: () => rm(file, { force: true }) };
    }
    const other = await readOwner(file);
    if (other === 'gone') continue;
    if (other === 'damaged' || !lives(other)) {
      await breakLock(file, own);
      continue;
    }
    if (!announced) options.onWaiting(other);
    announced = true;
    await sleep(pause, undefined, { signal: options.signal }).catch(() => undefined);
  }
}

/** Who holds the lock at `file` now, or died with it; undefined when nobody does. */
export async function fileLockOwner(file: string): Promise<{ readonly owner: LockOwner; readonly alive: boolean } | undefined> {
  const owner = await readOwner(file).catch(() => 'damaged' as const);
  return typeof owner === 'string' ? undefined : { owner, alive: lives(owner) };
}

function identityOf(pid: number): Pick<LockOwner, 'pid' | 'boot' | 'start'> {
  const table = processTable();
  return { pid, boot: table.boot, start: table.starts([pid]).get(pid) ?? '' };
}

function lives({ pid, boot, start }: LockOwner): boolean {
  const now = identityOf(pid);
  return now.boot === boot && now.start === start;
}

let drafts = 0;

/** Written aside and linked into place, so that a lock is never met without its content. */
async function create(file: string, owner: LockOwner): Promise<boolean> {
  const draft = `${file}.${process.pid}-${++drafts}.draft`;
  try {
    await writeFile(draft, JSON.stringify(owner), { mode: 0o600 });
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Removes a lock whose owner is dead. Two commands may find it dead at once, and the slower one must not remove the lock that the faster one has just
 * made: whoever breaks it holds a second file meanwhile, and looks again under it.
 */
async function breakLock(file: string, breaker: LockOwner): Promise<void> {
  const breaking = `${file}.breaking`;
  if (!(await create(breaking, breaker))) {
    if (isFree(await readOwner(breaking))) await rm(breaking, { force: true });
    return;
  }
  try {
    if (isFree(await readOwner(file))) await rm(file, { force: true });
  } finally {
    await rm(breaking, { force: true });
  }
}

function isFree(owner: LockOwner | 'gone' | 'damaged'): boolean {
  return owner === 'damaged' || (owner !== 'gone' && !lives(owner));
}

async function readOwner(file: string): Promise<LockOwner | 'gone' | 'damaged'> {
  try {
    const owner = parseOwner(await readFile(file, 'utf8'));
    return owner === undefined || !isPlaceMarkOf(owner.place, dirname(file)) ? 'damaged' : owner;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    throw error;
  }
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    const { pid, boot, start, place, purpose } = JSON.parse(text) as Partial<LockOwner>;
    if (typeof pid !== 'number' || boot === undefined || start === undefined || place === undefined || purpose === undefined)
      return undefined;
    return { pid, boot, start, place, purpose };
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
