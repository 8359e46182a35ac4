import type { Instance, Runtime } from '../runtime.js';

/** What a driver provides so that the conformance suite can be run against it. */
export interface ConformanceHarness {
  /** A runtime as another command would make it: it shares nothing with earlier ones but what is on disk and in the driver's world. */
  runtime(): Runtime;
  /** A new instance in the harness's own environment, not yet prepared, whose main command is `sh` with the given script. */
  instance(definition: InstanceDefinition): Promise<Instance>;
  /** Source of an ES module that declares `const runtime`, for a Node process of its own. */
  readonly runtimeSource: string;
  /** How many processes of an instance live, commands beside it included. */
  countProcesses(instance: Instance): Promise<number>;
  /** Ends and removes everything that the harness has made. */
  dispose(): Promise<void>;
}

/** In which ways worlds differ, so that a test which has no meaning in one is not even there. */
export interface WorldTraits {
  /** Whether processes can outlive their main process. Those of a container cannot. */
  readonly mayLeaveOrphans: boolean;
  /** Whether there is a context for commands only while the main process runs, as in a container, unless one is made for them. */
  readonly commandsNeedMain: boolean;
}

export interface InstanceDefinition {
  readonly name: string;
  /** POSIX shell, or a program that does not exist. */
  readonly main: { readonly script: string } | { readonly missingProgram: string };
  readonly variables?: Readonly<Record<string, string>>;
  /** Names among `variables`. */
  readonly secrets?: readonly string[];
  /** How long a polite stop may take, in milliseconds; 10 s by default. */
  readonly stopWithin?: number;
}
