import { join } from 'node:path';
import type { Catalog, Component } from './component.js';
import { manifestTypes } from './manifestTypes.js';
import { lookAt } from './readFiles.js';

export interface GeneratedFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
}

/** The typed manifests of all components that are packages with sources. */
export function generatedFiles({ components }: Catalog): GeneratedFile[] {
  return [...components.values()].filter(hasSources).map(({ directory, manifest }) => ({
    path: join(directory, 'src', 'manifest.ts'),
    text: manifestTypes(manifest),
  }));
}

function hasSources({ directory }: Component): boolean {
  return lookAt(join(directory, 'package.json')) !== undefined && lookAt(join(directory, 'src'))?.isDirectory() === true;
}
