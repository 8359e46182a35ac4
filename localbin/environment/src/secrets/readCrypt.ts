import { lstat, readFile } from 'node:fs/promises';
import { fail, ok, type Diagnostic, type Result } from '@dust-workspace/component';
import { parseCrypt, type Crypt } from './cryptText.js';

/** Reads an encrypted env file without opening it; undefined when there is none. `file` is the name that people see. */
export async function readCrypt(path: string, file: string): Promise<Result<Crypt | undefined>> {
  const bytes = await readWhole(path, file);
  if (!bytes.ok || bytes.value === undefined) return bytes as Result<undefined>;
  return parseCrypt(bytes.value, file);
}

/** The bytes of a file that may be absent. Whatever is there and is no file, such as a folder or a link to nothing, is a failure. */
export async function readWhole(path: string, file: string): Promise<Result<Buffer | undefined>> {
  try {
    const found = await lstat(path);
    if (found.isDirectory()) return fail(unreadable(file, 'this is a folder, where a file is expected', 'Move it away.'));
    if (!found.isFile() && !found.isSymbolicLink()) return fail(unreadable(file, 'this is no file', 'Move it away.'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return ok(undefined);
    return fail(refused(file, code));
  }
  try {
    return ok(await readFile(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      return fail(unreadable(file, 'this is a link to a file that is not there', 'Make the file, or remove the link.'));
    if (code === 'EISDIR') return fail(unreadable(file, 'this is a link to a folder, where a file is expected', 'Remove the link.'));
    return fail(refused(file, code));
  }
}

function refused(file: string, code: string | undefined): Diagnostic {
  return unreadable(file, `cannot be read: ${code ?? 'unknown error'}`, 'Check the owner and the permissions of the file.');
}

function unreadable(file: string, message: string, remedy: string): Diagnostic {
  return { severity: 'error', code: 'file-unreadable', message, remedy, file };
}
