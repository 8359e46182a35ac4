import { readFile } from 'node:fs/promises';
import { ok, type Result } from '@dust-workspace/component';
import { readEnvFile } from '../envFile.js';
import { isThere } from '../isThere.js';

/** The text of a sound env file; undefined where there is none. What is no such file, or a link that leads nowhere, is a failure. */
export async function readEnvText(path: string, file: string): Promise<Result<string | undefined>> {
  const parsed = await readEnvFile(path, file);
  if (!parsed.ok) return parsed;
  return ok(isThere(path) ? await readFile(path, 'utf8') : undefined);
}
