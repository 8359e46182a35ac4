import type { StoredFileRecord } from './setManifest.js';

/** How far the data of a snapshot are, while they are written or read. */
export interface TransferProgress {
  /** As stored, so far. */
  readonly bytes: number;
  /** Before compression, so far. */
  readonly contentBytes: number;
  /** How much content there is, or may be, in all, as far as it is known. */
  readonly expected?: number | undefined;
}

/** Called for every piece: at once, and often. */
export type OnProgress = (progress: TransferProgress) => void;

/** Makes the progress of all `files` together out of the progress of each, in whatever order they are read. */
export function totalProgress(files: readonly StoredFileRecord[], onProgress: OnProgress): () => OnProgress {
  const expected = files.reduce((sum, file) => sum + file.contentBytes, 0);
  let total = { bytes: 0, contentBytes: 0 };
  return () => {
    let last = { bytes: 0, contentBytes: 0 };
    return ({ bytes, contentBytes }) => {
      total = { bytes: total.bytes + bytes - last.bytes, contentBytes: total.contentBytes + contentBytes - last.contentBytes };
      last = { bytes, contentBytes };
      onProgress({ ...total, expected });
    };
  };
}
