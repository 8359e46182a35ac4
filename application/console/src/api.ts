import type { ContentEntry, Diagnostic, Kind } from '@dust-workspace/component';
import type { ComponentState, ComponentStatus, EngineEvent, Outcome } from '@dust-workspace/lifecycle';

/*
 * What the console's server and its page say to each other. No answer holds the value of a secret. Times are ISO 8601 in UTC where they are
 * strings, and milliseconds since 1970 where they are numbers.
 *
 * Reading takes no token; a foreign Host or Origin, or a request from another site, gets 403.
 *   GET  /api/status                            StatusAnswer
 *   GET  /api/events                            server-sent events: see `ServerEvents`
 *   GET  /api/components/<component>            ComponentAnswer
 *   GET  /api/components/<component>/logs       LogsAnswer; ?tail=200 (1 to 5000), ?grep=text (letters of either case)
 *   GET  /api/components/<component>/logs/follow   server-sent events: see `LogEvents`; the same query
 *   GET  /api/history?minutes=60                HistoryAnswer; 1 to 10080 minutes; ?component=name for more points of one
 *   GET  /api/backups                           BackupsAnswer
 *   GET  /api/backups/<set>                     SetAnswer
 *   GET  /api/runs                              RunsAnswer
 *   GET  /api/runs/<run>                        RunEventsAnswer
 *   GET  /api/session                           204 when the `Authorization: Bearer <token>` of the request is right, else 401
 *
 * Changing takes `Authorization: Bearer <token>` and `Content-Type: application/json`, also where the body is `{}`.
 *   POST /api/components/<component>/<verb>     ComponentRequest; 202 StartedAnswer
 *   POST /api/workspace/<verb>                  WorkspaceRequest; 202 StartedAnswer
 *   POST /api/runs/<run>/interrupt              {}; 202 StartedAnswer
 *
 *   POST /api/codes                             {}; 201 CodeAnswer: what `dsw console` puts into the address that it opens
 *   POST /api/session                           SessionRequest, without a token; 200 SessionAnswer, 401 for a code that is wrong, used or too old
 *
 * Whatever does not succeed answers with a ProblemAnswer: 400 a request that makes no sense, 401 without the right token, 403 from elsewhere,
 * 404 no such component, verb, set or run, 409 something else is at work or it is refused, 415 no JSON, 503 the engine does not answer.
 */

/** The body of every answer from 400 on. */
export interface ProblemAnswer {
  readonly message: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** With 409: the run of this console that is in the way, if it is one. */
  readonly run?: string;
}

/** How far samples get: into the database, or only into memory. */
export interface DatabaseAnswer {
  readonly state: 'absent' | 'connecting' | 'connected' | 'away';
  /** How it stores samples, once that is known. */
  readonly storage: 'hypertable' | 'table' | null;
  /** Since when it is connected or away. */
  readonly since: string | null;
  /** Why it is away. */
  readonly reason: string | null;
  /** Samples that wait for the database. */
  readonly buffered: number;
  /** Samples that were given up because the buffer was full. */
  readonly dropped: number;
}

/** What a component takes of the machine. */
export interface UsageAnswer {
  /** Of one core, since the look before: 1.5 is one and a half cores. Null until there were two looks. */
  readonly cpuShare: number | null;
  readonly memoryBytes: number;
  readonly processes: number;
}

/** `condition`: as the manifest says, `started`, `healthy`, `initialised` or `prepared`. `optional`: it is wanted, not needed. */
export interface NeedAnswer {
  readonly component: string;
  readonly condition: string;
  readonly optional: boolean;
}

export interface DependencyAnswer {
  readonly component: string;
  readonly needs: readonly NeedAnswer[];
}

/** Whether the token lets this page change anything, and if not why and what to do. */
export type ChangesAnswer = { readonly allowed: true } | { readonly allowed: false; readonly reason: string; readonly remedy: string };

/** The engine does not answer; what is shown is what was known before. */
export interface UnavailableAnswer {
  /** Since when. */
  readonly since: string;
  /** Why, in one line. */
  readonly reason: string;
  /** What to do about it. */
  readonly remedy: string | null;
  /** All that was said. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Answer of `GET /api/status`. */
export interface StatusAnswer {
  readonly environment: string;
  /** The name of the folder of the workspace, and where it is. */
  readonly workspace: { readonly name: string; readonly path: string };
  /** Null until the workspace was seen once. */
  readonly runtime: string | null;
  /** When the components were last seen. */
  readonly at: string | null;
  /** The rows of `dsw status --json`, needs first; for how long a component is up is told by `since` instead of their detail. */
  readonly components: readonly ComponentStatus[];
  /** Latency of the readiness probe in milliseconds, by component. */
  readonly probes: Readonly<Record<string, number>>;
  /** Where a component that speaks HTTP is to be opened, while it runs. */
  readonly addresses: Readonly<Record<string, string>>;
  /** When each component that runs was started. */
  readonly since: Readonly<Record<string, string>>;
  /** In the order in which they start. */
  readonly dependencies: readonly DependencyAnswer[];
  /** Those of each component, once the workspace was seen. */
  readonly profiles: Readonly<Record<string, readonly string[]>>;
  /** By component; those that do not run are absent. */
  readonly usage: Readonly<Record<string, UsageAnswer>>;
  readonly database: DatabaseAnswer;
  readonly diagnostics: readonly Diagnostic[];
  /** The run of this console that is at work. */
  readonly busy: RunAnswer | null;
  /** The console's own component. */
  readonly self: string;
  readonly changes: ChangesAnswer;
  /** Null while the engine answers. */
  readonly unavailable: UnavailableAnswer | null;
}

/**
 * What has changed since the status that was sent before, to be laid over it: what is absent is as it was. Of `components` those that changed
 * or are new; of `probes`, `addresses`, `since` and `usage` those that changed, and null for those that are gone.
 */
export interface StatusPatch {
  readonly at: string | null;
  readonly components: readonly ComponentStatus[];
  /** Components that are gone. */
  readonly removed: readonly string[];
  readonly probes?: Readonly<Record<string, number | null>>;
  readonly addresses?: Readonly<Record<string, string | null>>;
  readonly since?: Readonly<Record<string, string | null>>;
  readonly usage?: Readonly<Record<string, UsageAnswer | null>>;
  readonly runtime?: string | null;
  readonly dependencies?: readonly DependencyAnswer[];
  readonly profiles?: Readonly<Record<string, readonly string[]>>;
  readonly database?: DatabaseAnswer;
  readonly diagnostics?: readonly Diagnostic[];
  readonly changes?: ChangesAnswer;
}

/**
 * The events of `GET /api/events` by name, and their data. A connection begins with `status`, and `unavailable` while the engine does not answer;
 * then `run` tells the run at work from its beginning. A reader that does not keep up is disconnected: a new connection gets everything again.
 */
export interface ServerEvents {
  readonly status: StatusAnswer;
  readonly patch: StatusPatch;
  readonly run: RunMessage;
  readonly unavailable: UnavailableAnswer;
  readonly available: { readonly at: string };
}

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

/** What can be asked of a component here; `because` and `remedy` say why something cannot. */
export interface ActionAnswer {
  readonly verb: ComponentVerb;
  readonly allowed: boolean;
  readonly because: string | null;
  readonly remedy: string | null;
}

export interface PortAnswer {
  readonly name: string;
  /** On 127.0.0.1. */
  readonly port: number;
  /** Where it is to be opened in a browser; null where it does not speak HTTP, or the component does not run. */
  readonly url: string | null;
}

/** A variable as `dsw env` shows it. */
export interface VariableAnswer {
  readonly name: string;
  /** `****` for a secret. */
  readonly value: string;
  readonly secret: boolean;
  /** The layer that it comes from: a file and line where there is one. */
  readonly origin: string;
  /** Layers that set it, too, and lost; highest first. */
  readonly overridden: readonly string[];
}

/** Answer of `GET /api/components/<component>`. */
export interface ComponentAnswer {
  readonly name: string;
  readonly kind: Kind;
  readonly description: string;
  readonly profiles: readonly string[];
  /** As in the status; with `lastBackup` and `lastVerified`. */
  readonly status: ComponentStatus;
  readonly needs: readonly NeedAnswer[];
  /** Those that need it. */
  readonly dependents: readonly NeedAnswer[];
  readonly ports: readonly PortAnswer[];
  readonly variables: readonly VariableAnswer[];
  readonly usage: UsageAnswer | null;
  readonly latency: number | null;
  /** When it was started; null while it does not run. */
  readonly since: string | null;
  readonly actions: readonly ActionAnswer[];
  /** What is wrong with its configuration. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface LogLineAnswer {
  /** When it was written, where it says so. */
  readonly at: number | null;
  readonly text: string;
}

/** Answer of `GET /api/components/<component>/logs`, oldest first. */
export interface LogsAnswer {
  readonly component: string;
  readonly lines: readonly LogLineAnswer[];
}

/** The events of `GET /api/components/<component>/logs/follow`: the last lines first, then new ones. */
export interface LogEvents {
  readonly line: LogLineAnswer;
  /** Nothing more comes of this component for now: why. The stream ends. */
  readonly end: { readonly reason: string };
}

/** One moment of a component: milliseconds, state, latency of its probe in milliseconds, share of one core, bytes of memory. */
export type HistoryPoint = readonly [
  at: number,
  state: ComponentState,
  latency: number | null,
  cpuShare: number | null,
  memoryBytes: number | null,
];

/** Answer of `GET /api/history`. */
export interface HistoryAnswer {
  readonly from: number;
  readonly to: number;
  /** Milliseconds between two samples; a much longer distance than this and `bucket` is a gap in the record. */
  readonly sampleEvery: number;
  /** Milliseconds for which one point stands where the samples were thinned: the average of what can be measured, and every change of the state. */
  readonly bucket: number | null;
  /** `memory`: only what this console has seen itself. */
  readonly source: 'database' | 'memory';
  /** Oldest first. */
  readonly components: Readonly<Record<string, readonly HistoryPoint[]>>;
}

/** A set in the list. */
export interface SetSummaryAnswer {
  readonly id: string;
  readonly at: string;
  /** As stored. */
  readonly bytes: number;
  readonly components: readonly string[];
  /** When each component in it was last proven sound by reading it. */
  readonly verified: Readonly<Record<string, string>>;
  /** When each component in it was last restored on trial and compared. */
  readonly drilled: Readonly<Record<string, string>>;
  readonly pinned: { readonly at: string; readonly reason: string } | null;
  /** What is not in it although it was to be, and why; empty where it is complete. */
  readonly incomplete: readonly { readonly component: string; readonly reason: string }[];
  /** Whether its writers were stopped while it was taken. */
  readonly consistent: boolean;
}

/** Answer of `GET /api/backups`, the newest first. */
export interface BackupsAnswer {
  /** Where they are kept, for people. */
  readonly store: string;
  readonly sets: readonly SetSummaryAnswer[];
  /** Sets that cannot be read. */
  readonly damaged: readonly { readonly id: string; readonly message: string }[];
}

export interface SnapshotAnswer {
  readonly component: string;
  /** `hook`: what its backup hook wrote. `volume`: a copy of its volume. */
  readonly method: 'hook' | 'volume';
  readonly runtime: string;
  /** What served the data: `postgresql 17.2`. */
  readonly engine: string | null;
  /** As stored. */
  readonly bytes: number;
  /** Before compression. */
  readonly contentBytes: number;
  readonly notes: readonly string[];
  /** What the data held, as it was recorded; null where nothing was. */
  readonly contents: readonly ContentEntry[] | null;
  /** Why the record cannot be read. */
  readonly problem: string | null;
}

/** Answer of `GET /api/backups/<set>`. */
export interface SetAnswer {
  readonly set: SetSummaryAnswer;
  readonly snapshots: readonly SnapshotAnswer[];
}

export interface CodeAnswer {
  /** Good once, for a minute: `/#code=…`. */
  readonly code: string;
}

/** Body of `POST /api/session`: the code out of the address that `dsw console` has opened. */
export interface SessionRequest {
  readonly code: string;
}

export interface SessionAnswer {
  readonly token: string;
}
