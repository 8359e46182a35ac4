import { confirmSwap, hasData } from '@dust-workspace/backup';
import { fail, formatDuration, ok, problem, unreachable, type Diagnostic, type Result } from '@dust-workspace/component';
import { waitUntilReady, type Instance } from '@dust-workspace/runtime';
import type { Session } from '../session.js';
import { readVolumeStamp, writeVolumeStamp } from '../volumeStamp.js';
import { redactLines } from '@dust-workspace/environment';
import { collect } from './collect.js';

export interface StartHooks {
  /** Called when the component is launched, ready or not. */
  onLaunched(): void;
  /** One line: what is waited for. */
  onProgress(message: string): void;
}

/** Launches the component unless it runs already, and returns when it is ready. `image` is the one that it runs, in a container. */
export async function start(
  session: Session,
  name: string,
  hooks: StartHooks & { readonly image: string | undefined },
): Promise<Result<string>> {
  const { instance, diagnostics } = session.resolved(name);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) return fail(...errors);
  const result = await launchAndWait(session, instance, hooks);
  if (!result.ok) return result;
  // A restore was killed after its data were in place: now that the component is healthy on them, the old data may go.
  const confirmed = await confirmSwap(instance.volume);
  if (!confirmed.ok) return confirmed;
  if (hooks.image !== undefined) await recordImage(instance.volume, hooks.image);
  return result;
}

/** The next start asks by what the data were used last. */
async function recordImage(volume: string, image: string): Promise<void> {
  const stamp = readVolumeStamp(volume);
  if (stamp !== undefined && stamp.image !== image) await writeVolumeStamp(volume, { ...stamp, image });
}

/** As `start`, for an instance that may differ from the resolved one: a restore runs it on another volume. */
export async function launchAndWait(session: Session, instance: Instance, hooks: StartHooks): Promise<Result<string>> {
  const { runtime, now } = session.base;
  const begun = now().getTime();
  const state = (await runtime.observe([instance])).get(instance.component.name);
  const runs = state?.kind === 'running' && state.paused !== true;
  if (!runs) {
    if (state?.kind === 'exited' || state?.kind === 'orphaned') {
      const cleared = await runtime.stop(instance, { onKill: () => undefined });
      if (!cleared.ok) return cleared;
    }
    const foreign = dataOfAnother(instance);
    if (foreign !== undefined) return fail(foreign);
    const launched = await runtime.start(instance, session.signal);
    if (!launched.ok) return launched;
  }
  hooks.onLaunched();
  const waiting = patiently((detail) => {
    hooks.onProgress(`waiting until ${instance.component.name} is ready: ${detail}`);
  });
  const waited = await waitUntilReady(runtime, instance, { signal: session.signal, onWaiting: waiting.tell });
  waiting.end();
  const { name, manifest } = instance.component;
  switch (waited.kind) {
    case 'ready':
      return ok(
        readyDetail(instance, waited.degraded === undefined ? 'healthy' : `degraded (${waited.degraded})`, now().getTime() - begun),
      );
    case 'running':
      return ok(readyDetail(instance, 'running', now().getTime() - begun));
    case 'aborted':
      if (!runs) await runtime.stop(instance, { onKill: () => undefined });
      return fail(problem('interrupted', `the start of ${name} was interrupted${runs ? '' : '; it is stopped again'}`));
    case 'exited':
      return fail(
        await withLastOutput(session, instance, problem('exited', `${name} ended before it was ready: ${waited.detail}`, remedyFor(name))),
      );
    case 'timed-out': {
      const within = formatDuration(manifest.ready?.within ?? 0);
      const message = `${name} runs but was not ready within ${within}: ${waited.detail}`;
      return fail(await withLastOutput(session, instance, problem('not-ready', message, remedyFor(name))));
    }
    case 'unknown':
      return fail(problem('unknown', `nobody knows whether ${name} became ready: ${waited.detail}`, waited.remedy));
    default:
      return unreachable(waited);
  }
}

/** Whatever brought it here: no runtime is let loose on the data of another. */
function dataOfAnother({ component, volume, runtime }: Instance): Diagnostic | undefined {
  const owner = readVolumeStamp(volume)?.runtime;
  if (owner === undefined || owner === runtime || !hasData(volume)) return undefined;
  const message = `the data of ${component.name} belong to the ${owner} runtime, and it was about to be started under ${runtime}`;
  return problem('other-runtime', message, `Start it again, or take the data along: dsw migrate --to ${runtime}.`);
}

/** Milliseconds that a start may take before anybody is told what it waits for. */
const patience = 1_000;

/** Passes on nothing of what is over soon, and of the rest what is true by then and every change. */
function patiently(tell: (detail: string) => void): { readonly tell: (detail: string) => void; readonly end: () => void } {
  let latest: string | undefined;
  let told = false;
  const timer = setTimeout(() => {
    told = true;
    if (latest !== undefined) tell(latest);
  }, patience);
  return {
    tell: (detail) => {
      latest = detail;
      if (told) tell(detail);
    },
    end: () => {
      clearTimeout(timer);
    },
  };
}

function remedyFor(name: string): string {
  return `See what it says: dsw logs ${name}`;
}

function readyDetail(instance: Instance, state: string, milliseconds: number): string {
  const ports = Object.values(instance.ports).map((port) => `127.0.0.1:${port}`);
  return `${state}${ports.length === 0 ? '' : ` on ${ports.join(', ')}`} after ${formatDuration(milliseconds)}`;
}

/** A component that does not come up has usually said why. */
async function withLastOutput(session: Session, instance: Instance, diagnostic: Diagnostic): Promise<Diagnostic> {
  const { runtime, redactor } = session.base;
  const lines = await collect(redactLines(redactor, runtime.logs(instance, { tail: 8, follow: false, signal: session.signal })));
  const said = lines.map((line) => `    ${line.slice(0, 300)}`);
  const message = said.length === 0 ? diagnostic.message : `${diagnostic.message}; its last output:\n${said.join('\n')}`;
  return { ...diagnostic, message };
}
