import { fail, ok, type Result } from '@dust-workspace/component';
import { readWhole } from './readCrypt.js';
import { utf8 } from '../utf8.js';

/** The text of a file in plain text, byte by byte, with its byte order mark if it has one; undefined when there is no such file. */
export async function readPlain(path: string, file: string): Promise<Result<string | undefined>> {
  const bytes = await readWhole(path, file);
  if (!bytes.ok || bytes.value === undefined) return bytes as Result<undefined>;
  try {
    return ok(utf8.decode(bytes.value));
  } catch {
    return fail({ severity: 'error', code: 'not-text', message: 'this is not text in UTF-8', remedy: 'Save it as UTF-8.', file });
  }
}
