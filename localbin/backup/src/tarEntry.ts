import type { RawPath } from './rawPath.js';

/** What a volume copy knows of every file, whatever its kind. */
interface Attributes {
  readonly path: RawPath;
  /** Permissions with set-user-id, set-group-id and sticky, as chmod takes them. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Nanoseconds since 1970. */
  readonly mtime: bigint;
}

export type TarEntry =
  | (Attributes & { readonly kind: 'folder' })
  | (Attributes & { readonly kind: 'file'; readonly size: number })
  /** `target` is kept as it is. */
  | (Attributes & { readonly kind: 'symlink'; readonly target: RawPath })
  /** `target` is an earlier file of the same archive. */
  | (Attributes & { readonly kind: 'hardlink'; readonly target: RawPath });

/** The bytes are no archive of ours, or a damaged one. */
export class TarFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TarFormatError';
  }
}
