import type { Range } from '@dust-workspace/component';
import type { Operator } from './template.js';

type Mapping = Readonly<Record<string, unknown>>;

/** A component's service as its compose file defines it, not yet filled with values. */
export interface ServiceDefinition {
  readonly component: string;
  /** The compose file, from the workspace root with forward slashes. */
  readonly file: string;
  /** The folder of the compose file, absolute: what its relative paths start from. */
  readonly directory: string;
  /** As it is given to Compose: references rewritten, shared resources renamed. Without labels of ours and without an image override. */
  readonly service: Mapping;
  /** The entries at the top of the file that the service uses, renamed. */
  readonly volumes: Mapping;
  readonly configs: Mapping;
  readonly secrets: Mapping;
  readonly networks: Mapping;
  /** The component's variables to which the service refers, under their own names, in the order of the file. */
  readonly references: ReadonlyMap<string, VariableReference>;
  /** What comes from this machine, from the short and the long syntax alike. */
  readonly binds: readonly Bind[];
  /** All container paths on which something is mounted, as templates: binds, volumes and tmpfs. */
  readonly mounts: readonly string[];
  readonly ports: readonly PublishedPort[];
  /** A template. */
  readonly image?: string;
  /** Whether it has a `build` section. */
  readonly builds: boolean;
  /** Absolute paths of the files whose content belongs to the definition: env_file, label_file, and those of configs and secrets. Templates. */
  readonly files: readonly string[];
  /** Milliseconds that it may take to stop. */
  readonly stopWithin: number;
  readonly stopSignal?: string;
  /** Absent where the file says nothing and the image decides. */
  readonly healthcheck?: HealthCheck;
}

export interface VariableReference {
  readonly name: string;
  /** Whether the file has something to say for when it is not set: each mention has a default or a replacement. */
  readonly optional: boolean;
  /** The first mention that needs it, otherwise the first. */
  readonly range: Range;
}

/** A file or folder of this machine in the container. `source` and `target` are templates; a relative source starts at the folder of the file. */
export interface Bind {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** All are templates; `published` is absent where the engine chooses. */
export interface PublishedPort {
  readonly target: string;
  readonly published?: string;
  readonly hostAddress?: string;
  readonly protocol: string;
}

/** `command` is ready to be executed in the container; its words are templates. */
export type HealthCheck = { readonly kind: 'command'; readonly command: readonly [string, ...string[]] } | { readonly kind: 'disabled' };

/** A mention of a variable, with its place. */
export interface Mention {
  readonly name: string;
  readonly operator?: Operator;
  readonly range: Range;
}
