import type { CompressionMethod } from './compression.js';

/** The version of the format that is written, and that doc/backup-format.md describes. */
export const formatVersion = 2;

export const manifestName = 'manifest.json';
export const manifestChecksumName = 'manifest.json.sha256';

/** The file of a snapshot that copies a volume. */
export const volumeFileName = 'volume.tar';

/** The file of a snapshot that says what the data hold. */
export const contentsFileName = 'dsw-contents.json';

/** Where the environment files of a set lie. No component can have this name. */
export const environmentFolder = 'env.files';

/** What a file of a snapshot may be called. */
export const fileNamePattern = /^[a-z0-9][a-z0-9._-]{0,199}$/;

/** Whether a file of a snapshot is one of ours, and none that the backup hook of the component wrote. */
export function isOurs(name: string): boolean {
  return name.startsWith('dsw-');
}

/** Where a file of a snapshot is stored in its set. */
export function storedPath(component: string, name: string, compression: CompressionMethod): string {
  return `${component}/${name}${suffixes[compression]}`;
}

/** Where an environment file is stored in its set. `name` is its path in the workspace. */
export function environmentPath(name: string): string {
  return `${environmentFolder}/${name}`;
}

const suffixes: Record<CompressionMethod, string> = { zstd: '.zst', gzip: '.gz', none: '' };
