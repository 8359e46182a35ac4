import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Component } from '@dust-workspace/component';
import { checkEnvironmentName } from '../environmentName.js';

/** The environments which have recipients, or something encrypted, in alphabetical order. */
export async function environmentsWithSecrets(root: string, components: readonly Component[]): Promise<string[]> {
  const folders = await readdir(join(root, 'env', 'recipients'), { withFileTypes: true }).catch(() => []);
  const names = await Promise.all(components.map(({ directory }) => readdir(directory).catch((): string[] => [])));
  const encrypted = names.flat().flatMap((name) => /^\.env\.(.+)\.crypt$/.exec(name)?.[1] ?? []);
  const found = new Set([...folders.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])), ...encrypted]);
  return [...found].filter((name) => checkEnvironmentName(name).ok).sort();
}
