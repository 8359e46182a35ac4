import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem } from '@dust-workspace/component';
import { checksumLine } from './checksum.js';
import { formatVersion, manifestChecksumName, manifestName } from './setLayout.js';
import type { SetManifest } from './setManifest.js';
import type { Store } from './stores/store.js';

/** The manifest of a set, once it is proven to be what was written. Fails with `set-damaged` or `set-format-unknown`. */
export async function readSet(store: Store, id: string): Promise<Result<SetManifest>> {
  const stored = await store.manifest(id);
  if (!stored.ok) return stored;
  const { content, checksum } = stored.value;
  const damaged = (reason: string): Result<never> => fail(damagedSet(store, id, reason));
  if (checksum !== checksumLine(content)) return damaged(`${manifestName} does not match its checksum, ${manifestChecksumName}`);

  const manifest = await parse(content.toString());
  if (manifest === undefined) return damaged(`${manifestName} is not as it must be: no JSON`);
  if (typeof manifest === 'string') return damaged(`${manifestName} is not as it must be: ${manifest}`);
  if ('unknownVersion' in manifest) return fail(unknownFormat(store, id, manifest.unknownVersion));
  if (manifest.id !== id) return damaged(`its manifest is that of the set ${manifest.id}`);
  return ok(manifest);
}

/** What a manifest says, what is wrong with it, or the version of the format that it has and we do not know. */
async function parse(text: string): Promise<SetManifest | string | { readonly unknownVersion: unknown } | undefined> {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null) return undefined;
  const version = 'formatVersion' in json ? json.formatVersion : undefined;
  switch (version) {
    case 1:
      return (await import('./setManifest1.js')).parseManifest1(json);
    case formatVersion:
    case undefined:
      return (await import('./setManifest.js')).parseManifest(json);
    default:
      return { unknownVersion: version };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function damagedSet({ description }: Store, id: string, reason: string): Diagnostic {
  return problem('set-damaged', `the set ${id} in ${description} is damaged: ${reason}`);
}

function unknownFormat({ description }: Store, id: string, version: unknown): Diagnostic {
  return problem(
    'set-format-unknown',
    `the set ${id} in ${description} has format version ${JSON.stringify(version)}; this program reads versions up to ${formatVersion}`,
    'Use the newer version of dsw that wrote it.',
  );
}
