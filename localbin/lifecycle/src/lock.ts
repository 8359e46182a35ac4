import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fail, formatDuration, ok, problem, type Result } from '@dust-workspace/component';
import { isPlaceMarkOf, placeMark } from '@dust-workspace/runtime';
import { identityOf, isAlive, type ProcessIdentity } from './processIdentity.js';

/** Who holds the lock of an environment. */
export interface LockHolder {
  readonly process: ProcessIdentity;
  /** For people: what it is doing. */
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** The mark of the folder of the lock: in a copy of a workspace its locks are nobody's. */
  readonly place?: string;
}

export interface Lock {
  /** Who held it before and died without releasing it, if that was found out here. */
  readonly inheritedFrom?: LockHolder;
  release(): Promise<void>;
}

export interface LockOptions {
  readonly command: string;
  readonly now: () => Date;
  /** How long to wait for another holder, in milliseconds. */
  readonly patience: number;
  readonly signal: AbortSignal;
  /** Called once when there is somebody to wait for. */
  onWaiting(holder: LockHolder): void;
}

/**
 * Takes the lock at `file`, which serialises everything that changes one environment. A lock whose holder is dead is taken over at once.
 * Fails with who holds it when that one does not release it in time.
 */
export async function acquireLock(file: string, options: LockOptions): Promise<Result<Lock>> {
  const deadline = options.now().getTime() + options.patience;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const { command, now } = options;
  const holder: LockHolder = { process: identityOf(process.pid), command, since: now().toISOString(), place: placeMark(dirname(file)) };
  let announced = false;
  let dead: LockHolder | undefined;
  for (let pause = 5; ; pause = Math.min(pause * 1.5, 100)) {
    if (await create(file, holder)) {
      await sweepDrafts(file);
      return ok({ release: () => rm(file, { force: true }), ...(dead === undefined ? {} : { inheritedFrom: dead }) });
    }
    const other = await readHolder(file);
    if (other === 'gone') continue;
    if (other === 'damaged' || !isAlive(other.process)) {
      if (other !== 'damaged') dead = other;
      await breakLock(file, holder);
      continue;
    }
    if (!announced && options.patience > 0) options.onWaiting(other);
    announced = true;
    if (options.signal.aborted || options.now().getTime() > deadline) return fail(busy(other, options));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Who holds the lock at `file` now, or died with it; undefined when nobody does. */
export async function lockHolder(file: string): Promise<(LockHolder & { readonly alive: boolean }) | undefined> {
  const holder = await readHolder(file).catch(() => 'damaged' as const);
  return typeof holder === 'string' ? undefined : { ...holder, alive: isAlive(holder.process) };
}

function busy(other: LockHolder, { now, patience }: LockOptions): ReturnType<typeof problem> {
  const age = formatDuration(now().getTime() - Date.parse(other.since));
  const waited = patience === 0 ? '' : `Waited ${formatDuration(patience)}; `;
  return problem(
    'environment-busy',
    `another command works on this environment: ${other.command} (process ${other.process.pid}, for ${age})`,
    `Wait until it is done, or end it, and run this again. ${waited}DSW_LOCK_PATIENCE=5m waits longer.`,
  );
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
 * Removes a lock whose holder is dead. Two commands may find it dead at once, and the slower one must not remove the lock
 * that the faster one has just made: whoever breaks it holds a second file meanwhile, and looks again under it.
 */
async function breakLock(file: string, breaker: LockHolder): Promise<void> {
  const breaking = `${file}.breaking`;
  if (!(await create(breaking, breaker))) {
    const other = await readHolder(breaking);
    if (other !== 'gone' && (other === 'damaged' || !isAlive(other.process))) await rm(breaking, { force: true });
    return;
  }
  try {
    const held = await readHolder(file);
    if (held === 'damaged' || (held !== 'gone' && !isAlive(held.process))) await rm(file, { force: true });
  } finally {
    await rm(breaking, { force: true });
  }
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

/** What commands left behind that were killed while they took the lock. */
async function sweepDrafts(file: string): Promise<void> {
  for (const name of await readdir(dirname(file))) {
    const pid = name.startsWith(`${basename(file)}.`) ? /\.(\d+)-\d+\.draft$/.exec(name)?.[1] : undefined;
    if (pid !== undefined && identityOf(Number(pid)).start === '') await rm(join(dirname(file), name), { force: true });
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
