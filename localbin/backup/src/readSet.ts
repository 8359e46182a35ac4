import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import { checksumLine } from './checksum.js';
import { formatVersion, manifestChecksumName, manifestName } from './setLayout.js';
import type { SetManifest } from './setManifest.js';
import { parseManifest } from './setManifest.js';

/** The manifest of a set, once it is proven to be what was written. Fails with `set-damaged` or `set-format-unknown`. */
export async function readSet(setsFolder: string, id: string): Promise<Result<SetManifest>> {
  const folder = join(setsFolder, id);
  const content = await readFile(join(folder, manifestName)).catch(() => undefined);
  const checksum = await readFile(join(folder, manifestChecksumName), 'latin1').catch(() => undefined);
  if (content === undefined) return fail(damaged(folder, `${manifestName} is missing or cannot be read`));
  if (checksum === undefined) return fail(damaged(folder, `${manifestChecksumName} is missing or cannot be read`));
  if (checksum !== checksumLine(content)) return fail(damaged(folder, `${manifestName} does not match its checksum`));

  const json = parseJson(content.toString());
  const version = typeof json === 'object' && json !== null && 'formatVersion' in json ? json.formatVersion : undefined;
  if (version !== undefined && version !== formatVersion) return fail(unknownFormat(folder, version));
  const manifest = parseManifest(json);
  if (typeof manifest === 'string') return fail(damaged(folder, `${manifestName} is not as it must be: ${manifest}`));
  if (manifest.id !== id) return fail(damaged(folder, `its manifest is that of the set ${manifest.id}`));
  return ok(manifest);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function damaged(folder: string, reason: string): Diagnostic {
  return problem('set-damaged', `the set ${folder} is damaged: ${reason}`);
}

function unknownFormat(folder: string, version: unknown): Diagnostic {
  return problem(
    'set-format-unknown',
    `the set ${folder} has format version ${JSON.stringify(version)}; this program reads version ${formatVersion}`,
    'Use the newer version of dsw that wrote it.',
  );
}
