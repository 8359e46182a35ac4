import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { access, constants, lstat, mkdir, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** statfs(2). */
const tmpfs = 0x01021994;

/**
 * Calls `body` with the path of a file that holds `text`, in a folder of its own that nobody else can enter, in memory where the system has such a
 * place. The folder is removed afterwards; one whose process was killed is removed by `sweepScratch`.
 */
export async function withScratch<T>(
  processEnv: NodeJS.ProcessEnv,
  name: string,
  text: string,
  body: (path: string) => Promise<T>,
): Promise<T> {
  const folder = join(
    await scratchPlace(processEnv),
    `${prefix()}${process.pid}-${(await bornAt(process.pid)) ?? 0}-${randomBytes(4).toString('hex')}`,
  );
  const end = (): void => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  };
  // The terminal is closed, or the machine goes down, while an editor is open.
  process.on('SIGHUP', end).on('SIGTERM', end);
  try {
    await mkdir(folder, { mode: 0o700 });
    const path = join(folder, name);
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
    return await body(path);
  } finally {
    process.off('SIGHUP', end).off('SIGTERM', end);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what processes that were killed have left. */
export async function sweepScratch(processEnv: NodeJS.ProcessEnv): Promise<void> {
  for (const place of await places(processEnv))
    for (const name of await readdir(place).catch((): string[] => [])) {
      const [, pid, born] = name.startsWith(prefix()) ? (/^(\d+)-(\d+)-[0-9a-f]{8}$/.exec(name.slice(prefix().length)) ?? []) : [];
      if (pid === undefined || born === undefined || (await lives(Number(pid), born))) continue;
      const path = join(place, name);
      const found = await lstat(path).catch(() => undefined);
      // Others can write to such places, too.
      if (found?.isDirectory() === true && found.uid === process.getuid?.()) await rm(path, { recursive: true, force: true });
    }
}

function prefix(): string {
  return `dust-workspace-${process.getuid?.() ?? 0}-`;
}

async function scratchPlace(processEnv: NodeJS.ProcessEnv): Promise<string> {
  const [first = tmpdir()] = await places(processEnv);
  return first;
}

/** Where plain text may be for a while, the best first. */
async function places({ XDG_RUNTIME_DIR: runtime, TMPDIR: temporary }: NodeJS.ProcessEnv): Promise<string[]> {
  const memory = (await isInMemory('/dev/shm')) ? ['/dev/shm'] : [];
  const own = runtime !== undefined && isAbsolute(runtime) && (await isFolder(runtime)) ? [runtime] : [];
  const any = temporary !== undefined && isAbsolute(temporary) && (await isFolder(temporary)) ? temporary : tmpdir();
  return [...new Set([...memory, ...own, any])];
}

async function isInMemory(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK | constants.X_OK);
    return (await statfs(path)).type === tmpfs;
  } catch {
    return false;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined))?.isDirectory() === true;
}

async function lives(pid: number, born: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = await bornAt(pid);
  return now === undefined || born === '0' || now === born;
}

/** When a process began, in the clock ticks of proc(5): together with its number it is like no other. Undefined on systems without /proc. */
async function bornAt(pid: number): Promise<string | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  return line?.slice(line.lastIndexOf(')') + 2).split(' ')[19];
}
