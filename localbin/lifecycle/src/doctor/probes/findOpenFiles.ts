import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '@dust-workspace/component';
import type { ComponentLayers } from '@dust-workspace/environment';

/** Files that set a secret in plain text, and `others`, which others than their owner may read. */
export async function findOpenFiles(
  { root, components }: Catalog,
  layers: ReadonlyMap<string, ComponentLayers>,
  others: readonly string[],
): Promise<{ readonly file: string; readonly mode: number }[]> {
  const files = new Set(others);
  for (const [name, { layers: own }] of layers)
    for (const { name: layer, source } of own) {
      if (layer === 'manifest' || layer === 'shell' || source.file.endsWith('.crypt')) continue;
      const secret = [...source.entries].some(
        ([variable, { value }]) => components.get(name)?.manifest.env[variable]?.secret === true && value !== '',
      );
      if (secret) files.add(source.file);
    }
  const found = await Promise.all(
    [...files].map(async (file) => {
      const mode = (await stat(file.startsWith('/') ? file : join(root, file)).catch(() => undefined))?.mode ?? 0;
      return (mode & 0o077) === 0 ? [] : [{ file, mode: mode & 0o777 }];
    }),
  );
  return found.flat();
}
