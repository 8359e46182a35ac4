import type { Diagnostic } from './diagnostic.js';
import type { Locate } from './finding.js';
import type { HookName } from './hooks.js';
import type { Manifest } from './manifest.js';

/** The two folders in which components live, and what they are called in `status`. */
export const kinds = ['platform', 'application'] as const;
export type Kind = (typeof kinds)[number];

/** A component as its folder describes it, after validation. Nothing here depends on an environment. */
export interface Component {
  /** The name of its folder. */
  readonly name: string;
  readonly kind: Kind;
  /** Relative to the workspace root, with forward slashes: `platform/timescale`. */
  readonly root: string;
  /** Absolute. */
  readonly directory: string;
  readonly manifest: Manifest;
  readonly hooks: HookSources;
  /** Where something stands in its manifest; absent when that was not read from a file. */
  readonly locate?: Locate;
}

/** Whether anything of it can run. A checkout need not. */
export function hasRuntime({ manifest: { runtimes } }: Component): boolean {
  return runtimes.compose !== undefined || runtimes.process !== undefined;
}

/** Where the hooks of a component are, found without running any of its code. */
export interface HookSources {
  /** Absolute path of the package's built entry, whose default export is `Hooks`. */
  readonly module?: string;
  /** Absolute paths of the shell hooks that exist. */
  readonly scripts: Readonly<Partial<Record<HookName, string>>>;
}

/** A component that cannot be used, because of its own manifest or of one that it needs. */
export interface DisabledComponent {
  readonly name: string;
  readonly kind: Kind;
  readonly root: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything that the manifests of a workspace say. */
export interface Catalog {
  /** The workspace root, absolute. */
  readonly root: string;
  /** The sound components, by name, in alphabetical order. */
  readonly components: ReadonlyMap<string, Component>;
  readonly disabled: readonly DisabledComponent[];
  /** All problems in all manifests, in reading order, each once. */
  readonly diagnostics: readonly Diagnostic[];
}
