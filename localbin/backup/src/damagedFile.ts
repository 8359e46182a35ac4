import type { Diagnostic } from '@dust-workspace/component';
import { problem } from '@dust-workspace/component';

/** A stored file is not what the manifest says. Carries the diagnostic, since a stream can only end in an error. */
export class DamagedFileError extends Error {
  readonly diagnostic: Diagnostic;

  constructor(code: DamageCode, path: string, reason: string) {
    const diagnostic = damage(code, path, reason);
    super(diagnostic.message);
    this.name = 'DamagedFileError';
    this.diagnostic = diagnostic;
  }
}

export type DamageCode =
  'backup-file-missing' | 'backup-file-unknown' | 'backup-file-truncated' | 'backup-file-damaged' | 'backup-file-swapped';

export function damage(code: DamageCode, path: string, reason: string): Diagnostic {
  return problem(code, `${path} ${reason}`);
}
