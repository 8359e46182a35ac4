import type { Diagnostic } from '@dust-workspace/component';
import type { CheckoutPlace, Instance, LabelledContainer, LabelledResource } from '@dust-workspace/runtime';

/** What there is of a workspace on this machine, by its labels and folders: no manifest has to be sound for it. */
export interface HostFound {
  readonly environments: readonly FoundEnvironment[];
  /** Made for the whole workspace. */
  readonly shared: EngineThings;
  /** What a killed removal has left, relative to the workspace. */
  readonly leftovers: readonly string[];
  /** Folders of volumes in which there is nothing any more, relative to the workspace. */
  readonly emptied: readonly string[];
  /** Repositories of which the checkouts of a component are made. */
  readonly stores: readonly FoundStore[];
  /** What could not be looked at, and what is left alone. */
  readonly diagnostics: readonly Diagnostic[];
  /** Somebody's work, for which nothing at all is removed. */
  readonly work: readonly Diagnostic[];
}

/** Beside the containers of components. */
export interface EngineThings {
  readonly containers: readonly LabelledContainer[];
  readonly networks: readonly LabelledResource[];
  readonly volumes: readonly LabelledResource[];
}

export interface FoundEnvironment extends EngineThings {
  readonly name: string;
  /** What runs, or ran, and has left something that says so. */
  readonly instances: readonly FoundInstance[];
  /** `process 4711`, or what is left of one. */
  readonly supervisor?: string;
  /** Names of ports that are leased for components without data. */
  readonly idlePorts: readonly string[];
  readonly data: readonly FoundData[];
  readonly checkouts: readonly FoundCheckout[];
  /** Whether the system does jobs for it at their time. */
  readonly scheduled: boolean;
  /** What its folder holds, for people; absent where it has none. */
  readonly folder?: string;
  /** Why its data and its folder are left alone. */
  readonly spared?: Diagnostic;
}

export interface FoundInstance {
  readonly instance: Instance;
  /** For people: `runs as process 4711`. */
  readonly state: string;
}

export interface FoundData {
  readonly component: string;
  /** Absolute path of the volume. */
  readonly volume: string;
  /** For people. */
  readonly size: string;
}

export interface FoundCheckout {
  readonly component: string;
  readonly place: CheckoutPlace;
}

export interface FoundStore {
  readonly component: string;
  /** Of the store; no work tree lies in its folder. */
  readonly place: CheckoutPlace;
  readonly size: string;
}
