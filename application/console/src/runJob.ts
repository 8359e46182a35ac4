import type { Diagnostic } from '@dust-workspace/component';
import type { EngineEvent, Outcome } from '@dust-workspace/lifecycle';
import type { ComponentVerb, WorkspaceVerb } from './api.js';

/** What the process of a run is to do. It holds no secret. */
export interface RunJob {
  readonly root: string;
  readonly environment: string;
  readonly verb: ComponentVerb | WorkspaceVerb;
  /** Null: the workspace. */
  readonly component: string | null;
  readonly set?: string;
  readonly force?: boolean;
  /** How the request is called in the lock of the environment and in messages. */
  readonly command: string;
  /** The console's own component, which must not be stopped under its run. */
  readonly self: string;
}

/** What the process of a run says. Secrets are left out where it is said. */
export type RunSaying =
  /** It can be given its job. */
  { readonly kind: 'ready' } | { readonly kind: 'event'; readonly event: EngineEvent } | { readonly kind: 'ended'; readonly end: RunEnd };

export interface RunEnd {
  readonly state: 'done' | 'failed' | 'interrupted';
  readonly outcomes: readonly Outcome[];
  readonly diagnostics: readonly Diagnostic[];
}
