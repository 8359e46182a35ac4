import { join } from 'node:path';
import type { Catalog, Component } from './component.js';
import { manifestTypes } from './manifestTypes.js';
import { lookAt } from './readFiles.js';

export interface GeneratedFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** The typed manifests of all components whose hooks are code: packages with sources and an entry. */
export function generatedFiles({ components }: Catalog): GeneratedFile[] {
  return [...components.values()].filter(hasCode).map(({ directory, manifest }) => ({
    path: join(directory, 'src', 'manifest.ts'),
    text: manifestTypes(manifest),
  }));
}

function hasCode({ directory, hooks }: Component): boolean {
  return hooks.module !== undefined && lookAt(join(directory, 'src'))?.isDirectory() === true;
}
