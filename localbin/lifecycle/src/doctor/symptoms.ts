import type { Component, Diagnostic } from '@dust-workspace/component';
import type { AbandonedLease } from '@dust-workspace/environment';
import type { RecipientDates } from '@dust-workspace/environment/secrets';
import type { EngineFacts, LabelledProcess, NodeStarts, ProgramAnswer } from '@dust-workspace/runtime';
import type { Host } from '../hostInit.js';
import type { LockHolder } from '../lock.js';
import type { Observation } from '../observation.js';
import type { OwnResource } from './ownResource.js';
import type { Seen } from './seen.js';

/** What the doctor has seen of the machine, whatever workspace it is for. */
export interface MachineSymptoms {
  readonly host: Host;
  /** Which variables make Node slower than it need be, and by how much. */
  readonly nodeStarts: Seen<{ readonly variables: readonly string[]; readonly starts: NodeStarts } | undefined>;
  readonly disks: Seen<readonly Disk[]>;
  readonly memory: Seen<Memory>;
  /** How many files a process may have open; undefined where the system does not say. */
  readonly openFiles: Seen<number | undefined>;
  readonly openssl: Seen<string | undefined>;
  readonly git: Seen<string | undefined>;
  readonly editor: Seen<Editor>;
  readonly engine: Seen<EngineSeen>;
}

/** A file system, and what lies on it. */
export interface Disk {
  /** In words: `the workspace`. */
  readonly holds: readonly string[];
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Between 0 and 1; undefined where files are not counted. */
  readonly freeFiles: number | undefined;
}

export interface Memory {
  readonly availableBytes: number;
  readonly totalBytes: number;
}

export interface Editor {
  readonly command: string;
  /** The variable that names it; undefined where none does. */
  readonly from: 'VISUAL' | 'EDITOR' | undefined;
  readonly found: boolean;
}

export type EngineSeen =
  | { readonly answers: true; readonly facts: EngineFacts; readonly compose: ProgramAnswer }
  | { readonly answers: false; readonly problems: readonly Diagnostic[] };

/** All that the doctor has seen. */
export interface Symptoms extends MachineSymptoms {
  /** The components that are looked at. */
  readonly components: readonly Component[];
  readonly environment: string;
  readonly now: Date;
  /** Problems of manifests. */
  readonly manifests: readonly Diagnostic[];
  readonly observed: Seen<Observation>;
  /** Names of variables that have a value, by component. */
  readonly set: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whether somebody has chosen containers. */
  readonly containersChosen: boolean;
  /** Whether there is anything encrypted. */
  readonly hasSecrets: boolean;
  readonly ports: Seen<readonly Diagnostic[]>;
  /** Kernel parameters by name; undefined where the system has none of that name. */
  readonly kernel: Seen<ReadonlyMap<string, number | undefined>>;
  readonly tools: Seen<readonly ToolSeen[]>;
  readonly certificates: Seen<readonly RecipientDates[]>;
  /** Files of the workspace from the future. Relative to it. */
  readonly ahead: Seen<readonly { readonly file: string; readonly at: Date }[]>;
  readonly resources: Seen<readonly OwnResource[]>;
  readonly processes: Seen<readonly LabelledProcess[]>;
  readonly environments: EnvironmentsSeen;
  readonly leases: Seen<readonly AbandonedLease[]>;
  readonly locks: Seen<readonly DeadLock[]>;
  readonly folders: Seen<readonly LeftFolder[]>;
  readonly supervisorMissing: Seen<readonly string[]>;
  readonly strangers: Seen<readonly Stranger[]>;
  /** Files with secrets that others may read. */
  readonly open: Seen<readonly { readonly file: string; readonly mode: number }[]>;
  readonly configuration: Seen<ConfigurationSeen>;
  readonly schedule: readonly Diagnostic[];
  /** When the data of components were begun, by component. */
  readonly dataSince: ReadonlyMap<string, Date>;
}

/** A program that a component asks for in a version, and what it says. */
export interface ToolSeen {
  readonly component: string;
  readonly program: string;
  readonly atLeast: string;
  readonly install: string;
  readonly answer: ProgramAnswer;
}

export interface EnvironmentsSeen {
  /** Those that have a folder. */
  readonly made: readonly string[];
  /** Those of them that killed drills have left. A drill that goes on is none. */
  readonly thrownAway: readonly string[];
  /** Folders with data or checkouts of environments that have none, by environment. Relative to the workspace. */
  readonly data: ReadonlyMap<string, readonly string[]>;
}

export interface DeadLock {
  /** Relative to the workspace. */
  readonly file: string;
  /** Whose environment it serialises. */
  readonly environment: string;
  /** `environment`: the lock of the environment itself, which the next command takes over. */
  readonly kind: 'environment' | 'other';
  readonly holder: LockHolder;
}

export interface LeftFolder {
  /** Relative to the workspace. */
  readonly folder: string;
  /** `removal`: somebody was removing it, and was killed. `run`: logs and the like of something that is no component now. */
  readonly kind: 'removal' | 'run';
}

/** A name that means nothing where it stands: that of a variable, or that of a file which is to be of a component. */
export interface Stranger {
  readonly kind: 'variable' | 'file';
  /** Where it is set: a file relative to the workspace, or `the shell`. */
  readonly file: string;
  readonly line: number | undefined;
  readonly name: string;
  /** Whose file it is, where it is that of a component. */
  readonly component: string | undefined;
  readonly near: string | undefined;
  /** Components that do have such a variable. */
  readonly others: readonly string[];
}

export interface ConfigurationSeen {
  /** Files that would be made, and those that a newer template would change. Relative to the workspace. */
  readonly missing: readonly string[];
  readonly behind: readonly string[];
}
