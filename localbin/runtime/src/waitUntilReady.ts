import { setTimeout as sleepFor } from 'node:timers/promises';
import { unreachable } from '@dust-workspace/component';
import { probe, questionFor, type Question } from './probe.js';
import type { Instance, Runtime, RuntimeState } from './runtime.js';

/** How the wait for a component that was just launched ended. */
export type Readiness =
  | { readonly kind: 'ready'; readonly milliseconds: number; readonly degraded?: string }
  /** There is no probe to ask; it runs. */
  | { readonly kind: 'running'; readonly milliseconds: number }
  /** It ended before it was ready. */
  | { readonly kind: 'exited'; readonly detail: string; readonly milliseconds: number }
  /** It runs, but was not ready within the manifest's `ready.within`. `detail` is the probe's last answer. */
  | { readonly kind: 'timed-out'; readonly detail: string; readonly milliseconds: number }
  /** The runtime does not answer any more. */
  | { readonly kind: 'unknown'; readonly detail: string; readonly remedy?: string; readonly milliseconds: number }
  | { readonly kind: 'aborted'; readonly milliseconds: number };

export interface WaitOptions {
  readonly signal: AbortSignal;
  /** Told what is being waited for, whenever that changes. */
  onWaiting?(detail: string): void;
  /** Whether what was launched still runs, and if not, why; asks the runtime by default. */
  isAlive?(): Promise<Liveness>;
}

export type Liveness = { readonly alive: true } | { readonly alive: false; readonly detail: string };

/** How long, in milliseconds, readiness may take where the manifest does not say. */
export const defaultWithin = 60_000;

/** How long, in milliseconds, a component without a probe must have run to count as running. */
const settling = 50;

/**
 * Probes until the component is ready: again after 10 ms, then ever more seldom, but at least every 250 ms.
 * Gives up as soon as the component has ended, when the manifest's `ready.within` is over, or when aborted.
 */
export async function waitUntilReady(runtime: Runtime, instance: Instance, options: WaitOptions): Promise<Readiness> {
  const over = new AbortController();
  const question = await questionFor(runtime, instance);
  const wait: Wait = {
    runtime,
    instance,
    signal: over.signal,
    begun: performance.now(),
    isAlive: () => options.isAlive?.() ?? livenessOf(runtime, instance),
    onWaiting: (detail) => options.onWaiting?.(detail),
    ended: options.isAlive === undefined ? runtime.awaitEnd(instance, over.signal) : undefined,
  };
  const within = instance.component.manifest.ready?.within ?? defaultWithin;
  const ways = [
    untilAborted(wait, options.signal),
    untilEnded(wait),
    ...(question === undefined ? [untilSettled(wait)] : [untilReady(wait, question), untilLate(wait, within)]),
  ];
  try {
    return await Promise.race(ways);
  } finally {
    over.abort();
    await Promise.allSettled(ways);
  }
}

interface Wait {
  readonly runtime: Runtime;
  readonly instance: Instance;
  /** Aborted when any of the ways in which a wait can end was taken. */
  readonly signal: AbortSignal;
  readonly begun: number;
  isAlive(): Promise<Liveness>;
  /** Resolves with how it ended, without a word on abort; nothing where only `isAlive` tells. */
  readonly ended: Promise<string | undefined> | undefined;
  onWaiting(detail: string): void;
  /** The probe's last answer. */
  lastAnswer?: string;
}

async function untilAborted(wait: Wait, signal: AbortSignal): Promise<Readiness> {
  if (!signal.aborted)
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true, signal: wait.signal });
      wait.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  return aborted(wait);
}

/** Looks beside the probes, so that a probe that hangs does not hide that the component has ended. */
async function untilEnded(wait: Wait): Promise<Readiness> {
  if (wait.ended !== undefined) {
    const detail = await wait.ended;
    return detail === undefined ? aborted(wait) : howItEnded(wait, detail);
  }
  for await (const _ of paces(wait.signal)) {
    const liveness = await wait.isAlive();
    if (!liveness.alive) return { kind: 'exited', detail: liveness.detail, milliseconds: elapsed(wait) };
  }
  return aborted(wait);
}

/** Where nobody answers, nobody knows whether it has ended. */
async function howItEnded({ runtime, instance, begun }: Wait, detail: string): Promise<Readiness> {
  const state = (await runtime.observe([instance])).get(instance.component.name);
  const milliseconds = performance.now() - begun;
  if (state?.kind !== 'unknown') return { kind: 'exited', detail, milliseconds };
  const { reason, remedy } = state;
  return { kind: 'unknown', detail: reason, ...(remedy === undefined ? {} : { remedy }), milliseconds };
}

async function untilSettled(wait: Wait): Promise<Readiness> {
  await sleep(settling, wait.signal);
  return confirm(wait, { kind: 'running', milliseconds: elapsed(wait) });
}

async function untilReady(wait: Wait, question: Question): Promise<Readiness> {
  for await (const _ of paces(wait.signal)) {
    const answer = await probe(wait.runtime, wait.instance, wait.signal, question);
    if (answer.kind === 'none') break;
    if (answer.kind === 'ready') return confirm(wait, { ...answer, milliseconds: elapsed(wait) });
    if (wait.signal.aborted) break;
    if (answer.detail !== wait.lastAnswer) wait.onWaiting(answer.detail);
    wait.lastAnswer = answer.detail;
  }
  return aborted(wait);
}

async function untilLate(wait: Wait, within: number): Promise<Readiness> {
  await sleep(within, wait.signal);
  return { kind: 'timed-out', detail: wait.lastAnswer ?? 'the probe did not answer', milliseconds: elapsed(wait) };
}

/** What answered the probe might be something else: ready is only what also lives. */
async function confirm(wait: Wait, readiness: Readiness): Promise<Readiness> {
  const liveness = await wait.isAlive();
  return liveness.alive ? readiness : { kind: 'exited', detail: liveness.detail, milliseconds: elapsed(wait) };
}

/** Yields at once, after 10 ms, and after delays growing by a tenth to 250 ms, so about a tenth of the time waited so far; ends on abort. */
async function* paces(signal: AbortSignal): AsyncGenerator<void> {
  for (let delay = 10; !signal.aborted; delay = Math.min(delay * 1.1, 250)) {
    yield;
    await sleep(delay, signal);
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return sleepFor(milliseconds, undefined, { signal }).catch(() => undefined);
}

function aborted(wait: Wait): Readiness {
  return { kind: 'aborted', milliseconds: elapsed(wait) };
}

function elapsed(wait: Wait): number {
  return performance.now() - wait.begun;
}

async function livenessOf(runtime: Runtime, instance: Instance): Promise<Liveness> {
  const observed = await runtime.observe([instance]);
  return toLiveness(observed.get(instance.component.name) ?? { kind: 'stopped' });
}

function toLiveness(state: RuntimeState): Liveness {
  switch (state.kind) {
    case 'running':
    case 'unknown':
      return { alive: true };
    case 'exited':
      return { alive: false, detail: state.detail };
    case 'orphaned':
      return { alive: false, detail: `ended, but left processes behind: ${state.pids.join(', ')}` };
    case 'stopped':
      return { alive: false, detail: 'was stopped' };
    case 'unavailable':
      return { alive: false, detail: state.reason };
    default:
      return unreachable(state);
  }
}
