import { chmod, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { isAlive, isThere } from '@dust-workspace/environment';
import type { ComponentDraft } from './componentDraft.js';
import type { NewFile } from './componentFiles.js';

/**
 * Writes the files of a component: its folder aside, and in place by one rename at the end, so that it is there as a whole or not at all. What
 * belongs elsewhere comes before that, where the next call finds it and goes on; a template that is there already stays. Returns what was written.
 */
export async function writeComponent(
  root: string,
  { kind, name }: ComponentDraft,
  files: readonly NewFile[],
): Promise<Result<readonly NewFile[]>> {
  const folder = `${kind}/${name}`;
  // No component by its name and its depth, neither for Nx nor for the engine.
  const asides = join(root, kind, '.adding');
  const aside = join(asides, `${name}-${process.pid}`);
  const own = files.filter(({ path }) => path.startsWith(`${folder}/`));
  const written = [...own];
  await sweep(asides);
  try {
    for (const file of own) await write(join(aside, file.path.slice(folder.length + 1)), file, 'wx');
    for (const file of files) if (!own.includes(file) && (await writeBeside(root, file))) written.push(file);
    await rename(aside, join(root, folder));
    return ok(written);
  } catch (error) {
    if (!isTaken(error)) throw error;
    return fail(
      problem('taken-name', `${folder} is there already`, 'Somebody made it meanwhile, or something was left in it: look there.'),
    );
  } finally {
    await rm(aside, { recursive: true, force: true });
    await rmdir(asides).catch(() => undefined);
  }
}

/** What was left by those who were killed. */
async function sweep(asides: string): Promise<void> {
  for (const name of await readdir(asides).catch((): string[] => [])) {
    const writer = Number(/-(\d+)$/.exec(name)?.[1]);
    if (!isAlive(writer)) await rm(join(asides, name), { recursive: true, force: true });
  }
}

/** Returns whether there was anything to write. */
async function writeBeside(root: string, file: NewFile): Promise<boolean> {
  const path = join(root, file.path);
  if (file.kind === 'added' && isThere(path)) return false;
  const aside = `${path}.${process.pid}`;
  await write(aside, file, 'w');
  await rename(aside, path);
  return true;
}

async function write(path: string, { text, executable }: NewFile, flag: 'w' | 'wx'): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { flag });
  if (executable) await chmod(path, 0o755);
}

function isTaken(error: unknown): boolean {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === 'rename' && ['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(code ?? '');
}
