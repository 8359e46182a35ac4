import type { Diagnostic, Kind } from '@dust-workspace/component';
import type { ComponentStatus } from '@dust-workspace/lifecycle';
import type { ComponentVerb } from './runs.js';
import type { NeedAnswer, UsageAnswer } from './status.js';

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
