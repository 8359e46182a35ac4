import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '@dust-workspace/component';
import {
  configurationBackups,
  environmentPaths,
  knownEnvironments,
  readEnvFile,
  readLayers,
  type EnvFile,
  type Redactor,
} from '@dust-workspace/environment';
import { isLiteral, isPublicValue } from '../learnSecrets.js';
import type { Base } from '../session.js';
import { unknownComponent } from '../unknownInstance.js';
import { workspaceComponent } from '../workspaceComponent.js';

/**
 * Tells the redactor secrets that no component has now, but that a log may still hold: those of earlier configurations, of other environments as far
 * as they are in plain text, and those of the workspace itself. Where a manifest is broken nobody knows what is secret: whatever is set for it may be.
 */
export async function learnEarlierSecrets({ catalog, selection, processEnv, redactor }: Base): Promise<void> {
  const { root } = catalog;
  const folders = await Promise.all(
    knownEnvironments(root).map(async ({ name }) => {
      const earlier = configurationBackups(root, name);
      const times = await readdir(earlier).catch((): string[] => []);
      return [environmentPaths(root, name).configuration, ...times.map((time) => join(earlier, time))];
    }),
  );
  for (const folder of folders.flat()) await learnFrom(folder, catalog, redactor);
  for (const { name, root: place } of catalog.disabled) {
    const { layers } = await readLayers(root, selection, unknownComponent(name, root, join(root, place)), processEnv);
    for (const { name: layer, source } of layers) if (layer !== 'project') learnAll(source, redactor);
  }
  const workspace = workspaceComponent(root);
  const { layers } = await readLayers(root, selection, workspace, processEnv);
  for (const { source } of layers)
    redactor.learn([...source.entries].flatMap(([name, { value }]) => (workspace.manifest.env[name]?.secret === true ? [value] : [])));
}

async function learnFrom(folder: string, { components, disabled }: Catalog, redactor: Redactor): Promise<void> {
  for (const { name } of disabled) {
    const read = await readEnvFile(join(folder, `${name}.env`), name);
    if (read.ok) learnAll(read.value, redactor);
  }
  for (const { name, manifest } of components.values()) {
    if (!Object.values(manifest.env).some(({ secret }) => secret)) continue;
    const read = await readEnvFile(join(folder, `${name}.env`), name);
    if (read.ok)
      redactor.learn([...read.value.entries].flatMap(([variable, { value }]) => (manifest.env[variable]?.secret === true ? [value] : [])));
  }
}

function learnAll({ entries }: EnvFile, redactor: Redactor): void {
  redactor.learn([...entries.values()].flatMap(({ value }) => (isLiteral(value) && !isPublicValue(value) ? [value] : [])));
}
