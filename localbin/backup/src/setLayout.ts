/** The version of the format that doc/backup-format.md describes. */
export const formatVersion = 1;

export const manifestName = 'manifest.json';
export const manifestChecksumName = 'manifest.json.sha256';

/** The one file of a snapshot that copies a volume. */
export const volumeFileName = 'volume.tar';

/** What a file of a snapshot may be called. */
export const fileNamePattern = /^[a-z0-9][a-z0-9._-]{0,199}$/;

/** Where a file of a snapshot is stored, in the folder of its set. */
export function storedPath(component: string, name: string): string {
  return `${component}/${name}.gz`;
}
