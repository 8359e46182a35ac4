import { problem, type Diagnostic } from '@dust-workspace/component';
import { join } from 'node:path';
import { addressOf } from './address.js';
import { lockHolder } from './lock.js';
import { isReady, type ObservedComponent } from './observation.js';
import { scheduleProblems } from './schedule/problems.js';
import { scheduleOf } from './schedule/scheduleOf.js';
import type { Session } from './session.js';
import type { ComponentStatus, StatusReport } from './status.js';
import { findStrays, strayProblem } from './strays.js';

/** The state of every sound component, or of `names`. Reads only; what could not be observed says so. Secrets are still in it. */
export async function readStatus(session: Session, names: readonly string[]): Promise<StatusReport> {
  const { base } = session;
  const { catalog, selection } = base;
  const chosen = names.length === 0 ? [...catalog.components.keys()] : names.filter((name) => catalog.components.has(name));
  const observed = await session.observe(chosen);
  const probes: Record<string, number> = {};
  const addresses: Record<string, string> = {};
  const since: Record<string, string> = {};
  const components = chosen.flatMap((name) => {
    const found = observed.get(name);
    const component = catalog.components.get(name);
    if (found === undefined || component === undefined) return [];
    if (found.probeMilliseconds !== undefined) probes[name] = found.probeMilliseconds;
    if (found.runtime.kind === 'running') since[name] = found.runtime.since.toISOString();
    const { state, prepared, initialised, ports, hasData } = found;
    const detail = found.detail === '' ? problemOf(found) : found.detail;
    const address = isReady(state) ? addressOf(component, ports) : undefined;
    if (address !== undefined) addresses[name] = address;
    const own = session.resolved(name).instance.runtime;
    const backups = backupsOf(found);
    return [{ name, kind: component.kind, runtime: own, state, prepared, initialised, ports, hasData, ...backups, detail }];
  });
  const unreadable = session.instances(chosen).flatMap(({ variables }) => (variables.readable ? [] : variables.diagnostics));
  const strays = names.length === 0 ? await findStrays(base) : [];
  const { place, record, moment } = scheduleOf(base);
  return {
    environment: selection.environment,
    observedAt: base.now(),
    runtime: base.runtimes.environment,
    runtimeBecause: base.runtimes.because ?? null,
    components,
    diagnostics: [
      ...catalog.diagnostics,
      ...unreadable,
      ...strays.map(strayProblem),
      ...(await killedCommand(session)),
      ...scheduleProblems(place, record, moment),
    ],
    probes,
    addresses,
    since,
  };
}

/** What keeps it from being started. */
function problemOf({ misconfigured = [] }: ObservedComponent): string {
  const [first] = misconfigured;
  return first === undefined ? '' : `misconfigured: ${first.message}`;
}

function backupsOf({ lastBackup }: ObservedComponent): Pick<ComponentStatus, 'lastBackup' | 'lastVerified'> {
  if (lastBackup === null) return { lastBackup: null, lastVerified: null };
  const { set, at, bytes, verified } = lastBackup;
  return { lastBackup: { set, at, bytes, verifiedAt: verified?.set === set ? verified.verifiedAt : null }, lastVerified: verified };
}

/** A command that was killed may have left anything half done; whoever looks should know, and that nothing needs to be mended by hand. */
async function killedCommand({ paths }: Session): Promise<Diagnostic[]> {
  const holder = await lockHolder(join(paths.run, 'lock'));
  if (holder === undefined || holder.alive) return [];
  const message = `${holder.command} (process ${holder.process.pid}) was killed while it worked on this environment`;
  return [{ ...problem('killed', message, 'The next command that changes anything settles what it left behind.'), severity: 'warning' }];
}
