import { hasData, observeSwap, type LastBackup } from '@dust-workspace/backup';
import { hasRuntime } from '@dust-workspace/component';
import { environmentPaths, isConfigured } from '@dust-workspace/environment';
import { observeCheckout, probe, type CheckoutState, type ProbeResult, type Runtime, type RuntimeState } from '@dust-workspace/runtime';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutPlace } from './checkout/checkoutPlace.js';
import { stateOfCheckout } from './checkout/stateOfCheckout.js';
import { deriveState } from './deriveState.js';
import { hasHookStamps, isDone, stampFolder } from './hookStamp.js';
import { lockHolder } from './lock.js';
import type { ObservedComponent, Observation } from './observation.js';
import type { ResolvedInstance } from './resolveInstances.js';
import { readVolumeStamp } from './volumeStamp.js';
import { whileRestored } from './whileRestored.js';

/** Looks at the runtime (one call for all), the volumes, the readiness probes and the backups of `instances`. Reads only. */
export async function observe(options: {
  instances: readonly ResolvedInstance[];
  /** The environment whose configuration they have, where it is not their own. */
  configurationOf?: string | undefined;
  /** The newest backups, by component. */
  backups: (components: readonly string[]) => ReadonlyMap<string, LastBackup>;
  runtime: Runtime;
  processEnv: NodeJS.ProcessEnv;
  now: () => Date;
  signal: AbortSignal;
}): Promise<Observation> {
  const { instances, runtime } = options;
  if (instances.length === 0) return new Map();
  const states = await runtime.observe(instances.map(({ instance }) => instance));
  const names = instances.map(({ instance }) => instance.component.name);
  const backups = options.backups(names);
  const observed = await Promise.all(
    instances.map(async (resolved) => {
      const { name } = resolved.instance.component;
      const state = states.get(name) ?? { kind: 'unknown', reason: 'the runtime did not answer' };
      return [name, await observeOne(resolved, state, backups.get(name) ?? null, options)] as const;
    }),
  );
  return new Map(observed);
}

async function observeOne(
  resolved: ResolvedInstance,
  runtimeState: RuntimeState,
  lastBackup: LastBackup | null,
  options: {
    configurationOf?: string | undefined;
    runtime: Runtime;
    processEnv: NodeJS.ProcessEnv;
    now: () => Date;
    signal: AbortSignal;
  },
): Promise<ObservedComponent> {
  const { instance, variables, diagnostics } = resolved;
  const { component, volume, workspace, environment } = instance;
  const { configurationOf = environment, runtime, now, signal } = options;
  const [probed, initialised, checkout] = await Promise.all([
    variables.readable ? probeIfRunning(runtime, instance, runtimeState, signal) : undefined,
    component.manifest.init === undefined ? undefined : isDone('init', instance),
    checkoutOf(resolved, options),
  ]);
  const restore = observeSwap(volume);
  const stamp = readVolumeStamp(volume);
  // Prepared for another runtime is not prepared; data never change their runtime that way.
  const stamped = stamp === undefined ? isFolder(join(volume, stampFolder)) : stamp.runtime === instance.runtime || hasData(volume);
  const configured = isConfigured(workspace, configurationOf, component);
  const hasPorts = Object.keys(component.manifest.ports).every((name) => name in variables.ports);
  const there = checkout === undefined || checkout.kind === 'checked-out';
  const prepared = stamped && configured && there && (hasPorts || !variables.readable);
  // What is not prepared gets its values by the preparation.
  const misconfigured = prepared || !variables.readable ? diagnostics.filter(({ severity }) => severity === 'error') : [];
  const derived =
    runtimeState.kind === 'running' && !variables.readable
      ? ({ state: 'unknown', detail: 'runs, but its configuration cannot be read' } as const)
      : hasRuntime(component)
        ? deriveState(component, runtimeState, probed, now())
        : checkout === undefined
          ? ({ state: 'unknown', detail: 'nobody knows where its checkout is: its configuration has problems' } as const)
          : stateOfCheckout(checkout);
  const lock = join(environmentPaths(workspace, environment).run, 'lock');
  return {
    ...(restore === 'none' ? derived : whileRestored(component.name, derived, restore, (await lockHolder(lock))?.alive === true)),
    runtime: runtimeState,
    prepared,
    initialised: initialised ?? prepared,
    hasData: hasData(volume),
    hasHookStamps: hasHookStamps(volume),
    hasTraces: isFolder(join(volume, stampFolder)),
    ports: variables.ports,
    lastBackup,
    ...(misconfigured.length === 0 ? {} : { misconfigured }),
    ...(checkout === undefined ? {} : { checkout }),
    ...(restore === 'none' ? {} : { restore }),
    ...(probed?.kind === 'ready' ? { probeMilliseconds: probed.milliseconds } : {}),
  };
}

async function checkoutOf(
  resolved: ResolvedInstance,
  { processEnv, signal }: { readonly processEnv: NodeJS.ProcessEnv; readonly signal: AbortSignal },
): Promise<CheckoutState | undefined> {
  const place = checkoutPlace(resolved, { processEnv, signal, onProgress: () => undefined });
  return place === undefined ? undefined : observeCheckout(place);
}

/** The runtime's own word that it is well, of late, saves asking. */
async function probeIfRunning(
  runtime: Runtime,
  instance: ResolvedInstance['instance'],
  state: RuntimeState,
  signal: AbortSignal,
): Promise<ProbeResult | undefined> {
  return state.kind === 'running' && state.healthy !== true && state.paused !== true ? probe(runtime, instance, signal) : undefined;
}

/** Also where a file is in the way. */
function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
