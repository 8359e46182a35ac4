import type { Diagnostic } from '@dust-workspace/component';
import { problem } from '@dust-workspace/component';

/** A stored file is not what the manifest says. Carries the diagnostic, since a stream can only end in an error. */
export class DamagedFileError extends Error {
  constructor(readonly diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.name = 'DamagedFileError';
  }
}

export type DamageCode =
  'backup-file-missing' | 'backup-file-unknown' | 'backup-file-truncated' | 'backup-file-damaged' | 'backup-file-swapped';

/** `path` in the set `id`. */
export function damage(code: DamageCode, id: string, path: string, reason: string): Diagnostic {
  return problem(code, `${path} of the set ${id} ${reason}`);
}
