import type { Diagnostic } from '@dust-workspace/component';
import type { EngineEvent, Outcome } from '@dust-workspace/lifecycle';

export const componentVerbs = ['start', 'stop', 'restart', 'init', 'backup', 'verify', 'drill', 'restore'] as const;
export type ComponentVerb = (typeof componentVerbs)[number];

export const workspaceVerbs = ['up', 'down', 'backup', 'verify', 'drill'] as const;
export type WorkspaceVerb = (typeof workspaceVerbs)[number];

/** Body of `POST /api/components/<component>/<verb>`. What means nothing to the verb is refused. */
export interface ComponentRequest {
  /** verify, drill, restore: the set to read, or the beginning of its id, instead of the newest. */
  readonly set?: string;
  /** verify, drill, restore: also an incomplete set. */
  readonly force?: boolean;
  /** restore: the name of the component, as a person typed it. */
  readonly confirm?: string;
}

/** Body of `POST /api/workspace/<verb>`. */
export interface WorkspaceRequest {
  /** verify, drill. */
  readonly set?: string;
  readonly force?: boolean;
}

export interface StartedAnswer {
  /** Id of the run. */
  readonly run: string;
}

/**
 *     running --> interrupting --> interrupted
 *        \______________\________> done, failed
 */
export type RunState = 'running' | 'interrupting' | 'done' | 'failed' | 'interrupted';

/** Something that was asked of the engine through this console. */
export interface RunAnswer {
  readonly id: string;
  readonly verb: ComponentVerb | WorkspaceVerb;
  /** Null: the workspace. */
  readonly component: string | null;
  /** The same for a terminal: `dsw restart redis`. */
  readonly command: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly state: RunState;
  /** How each (verb, component) ended; complete once the run has ended. */
  readonly outcomes: readonly Outcome[];
  /** Problems that are nobody's outcome, such as an environment where another command is at work. */
  readonly diagnostics: readonly Diagnostic[];
}

/** `event`: `number` counts the events of a run from 0; the oldest may be missing where there were very many. */
export type RunMessage =
  | { readonly kind: 'began'; readonly run: RunAnswer }
  | { readonly kind: 'event'; readonly run: string; readonly number: number; readonly event: EngineEvent }
  /** It is being interrupted. */
  | { readonly kind: 'changed'; readonly run: RunAnswer }
  | { readonly kind: 'ended'; readonly run: RunAnswer };

/** Answer of `GET /api/runs`: the last fifty of this console, the newest first. */
export interface RunsAnswer {
  readonly runs: readonly RunAnswer[];
}

/** Answer of `GET /api/runs/<run>`: what is still known of its events, oldest first. */
export interface RunEventsAnswer {
  readonly run: RunAnswer;
  readonly events: readonly { readonly number: number; readonly event: EngineEvent }[];
}
