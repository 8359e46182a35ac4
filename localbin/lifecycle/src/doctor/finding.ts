import type { AbandonedLease } from '@dust-workspace/environment';
import type { OwnResource } from './ownResource.js';

/** What a finding is about, in the order in which they are shown. */
export const findingGroups = ['machine', 'engine', 'workspace', 'components'] as const;
export type FindingGroup = (typeof findingGroups)[number];

/** One thing that was looked at. */
export interface Finding {
  readonly kind: 'ok' | 'warning' | 'problem';
  readonly group: FindingGroup;
  /** What was looked at: `disk`, the name of a component. */
  readonly subject: string;
  readonly message: string;
  /** Why it matters. */
  readonly why?: string;
  /** What mends it, where something must be mended. */
  readonly remedy?: string;
  /** What `dsw doctor --fix` does about it. */
  readonly mends?: readonly Mend[];
}

/** Something that can be mended without asking: it is left over, or nothing is lost by it, and no root is needed. */
export type Mend =
  /** Removes something from the container engine that carries the labels of this workspace. */
  | { readonly kind: 'resource'; readonly resource: OwnResource }
  /** Takes a lease of ports out of the registry of this machine. */
  | { readonly kind: 'lease'; readonly lease: AbandonedLease }
  /** Removes a folder that is left over. Relative to the workspace. */
  | { readonly kind: 'folder'; readonly folder: string }
  /** Settles what a killed command left in the environment: its lock, its commands, the supervisor. */
  | { readonly kind: 'settle' }
  /** Removes a lock whose holder is dead. Relative to the workspace. */
  | { readonly kind: 'lock'; readonly file: string }
  /** Removes the throw-away environment of a killed drill. */
  | { readonly kind: 'drill'; readonly environment: string }
  /** Makes the configuration files that are missing. */
  | { readonly kind: 'configuration'; readonly files: readonly string[] }
  /** Keeps others from reading a file. Absolute, or relative to the workspace. */
  | { readonly kind: 'mode'; readonly file: string };
