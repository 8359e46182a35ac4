import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, formatDuration, ok, problem, type Result } from '@dust-workspace/component';
import { identityOf, isAlive, type ProcessIdentity } from './processIdentity.js';

/** Who holds the lock of an environment. */
export interface LockHolder {
  readonly process: ProcessIdentity;
  /** For people: what it is doing. */
  readonly command: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

export interface Lock {
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
  const holder: LockHolder = { process: identityOf(process.pid), command: options.command, since: options.now().toISOString() };
  const deadline = options.now().getTime() + options.patience;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  let announced = false;
  for (let pause = 5; ; pause = Math.min(pause * 1.5, 100)) {
    if (await create(file, holder)) return ok({ release: () => rm(file, { force: true }) });
    const other = await readHolder(file);
    if (other === 'gone') continue;
    if (other === 'damaged' || !isAlive(other.process)) {
      await breakLock(file, holder);
      continue;
    }
    if (!announced) options.onWaiting(other);
    announced = true;
    if (options.signal.aborted || options.now().getTime() > deadline) return fail(busy(other, options));
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function busy(other: LockHolder, { now, patience }: LockOptions): ReturnType<typeof problem> {
  const age = formatDuration(now().getTime() - Date.parse(other.since));
  return problem(
    'environment-busy',
    `another command works on this environment: ${other.command} (process ${other.process.pid}, since ${age})`,
    `Wait until it is done, or end it, and run this again. Waited ${formatDuration(patience)}; DSW_LOCK_PATIENCE=5m waits longer.`,
  );
}

async function create(file: string, holder: LockHolder): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(JSON.stringify(holder));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
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

/** A lock may be met between its creation and its content: it counts as damaged only when it stays so. */
async function readHolder(file: string): Promise<LockHolder | 'gone' | 'damaged'> {
  for (let attempt = 0; attempt < 20; attempt++) {
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
      throw error;
    }
    const holder = parseHolder(text);
    if (holder !== undefined) return holder;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return 'damaged';
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const value = JSON.parse(text) as Partial<LockHolder>;
    return typeof value.process?.pid === 'number' ? (value as LockHolder) : undefined;
  } catch {
    return undefined;
  }
}
