import type { LastBackup, SwapState } from '@dust-workspace/backup';
import type { Diagnostic } from '@dust-workspace/component';
import type { CheckoutState, Outdated, RuntimeState } from '@dust-workspace/runtime';
import type { ComponentState } from './status.js';

/** Everything that planning and `status` need to know of one component, as it was found. */
export interface ObservedComponent {
  readonly state: ComponentState;
  readonly detail: string;
  readonly runtime: RuntimeState;
  readonly prepared: boolean;
  readonly initialised: boolean;
  /** Whether its volume holds anything but our stamps. */
  readonly hasData: boolean;
  /** Whether a preparation has begun, ended or not. */
  readonly hasTraces?: boolean;
  /** Whether it is recorded that a hook of it has done its work. */
  readonly hasHookStamps?: boolean;
  readonly ports: Readonly<Record<string, number>>;
  readonly lastBackup: LastBackup | null;
  /** Problems of its configuration, with which it must not be started and its hooks must not be run. */
  readonly misconfigured?: readonly Diagnostic[];
  /** Where its definition or variables have moved on. Only looked at for what is to be started. */
  readonly outdated?: Outdated;
  /** Of a component that is a checkout. */
  readonly checkout?: CheckoutState;
  /** Where a restore stands that was not brought to its end, if there is one. */
  readonly restore?: Exclude<SwapState, 'none'>;
  /** Latency of the readiness probe in milliseconds, where one was asked and answered. */
  readonly probeMilliseconds?: number;
}

export type Observation = ReadonlyMap<string, ObservedComponent>;

/** Ready in the sense of a need marked `healthy`. A component without a probe is ready as soon as it runs. */
export function isReady(state: ComponentState): boolean {
  return state === 'healthy' || state === 'degraded' || state === 'running';
}

/** Whether the component runs, ready or not. */
export function isRunning(observed: ObservedComponent): boolean {
  return observed.runtime.kind === 'running';
}

/** Whether processes of the component are alive, its main process or what it left behind. */
export function isAlive(observed: ObservedComponent): boolean {
  return isRunning(observed) || observed.runtime.kind === 'orphaned';
}

/** Whether anything of the component is left to stop: processes, or the stamp of one that died. */
export function isUp(observed: ObservedComponent): boolean {
  return isAlive(observed) || observed.runtime.kind === 'exited';
}
