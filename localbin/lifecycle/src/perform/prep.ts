import { randomBytes } from 'node:crypto';
import { hasData } from '@dust-workspace/backup';
import { ok, type Component, type Result } from '@dust-workspace/component';
import { prepareConfiguration } from '@dust-workspace/environment';
import type { Instance, RuntimeName } from '@dust-workspace/runtime';
import { leasePortsOf } from '../portLeases.js';
import type { Session } from '../session.js';
import { readVolumeStamp, writeVolumeStamp } from '../volumeStamp.js';

/** Configuration, ports, then folders and whatever else the runtime needs. Nothing runs. */
export async function prep(
  session: Session,
  component: Component,
  { isAlive, onProgress }: { readonly isAlive: boolean; readonly onProgress: (message: string) => void },
): Promise<Result<string>> {
  const configured = await session.exclusively(async () => {
    const { catalog, selection } = session.base;
    // What borrows its configuration has none to prepare.
    const components = selection.configurationOf === undefined ? [component] : [];
    const copied = await prepareConfiguration({
      root: catalog.root,
      environment: selection.environment,
      components,
      random: randomBytes,
    });
    if (!copied.ok) return copied;
    // What was just made may set ports.
    if (copied.value.some(({ kind }) => kind === 'created')) await session.refresh();
    const leased = await leasePortsOf(session, component, isAlive);
    if (!leased.ok) return leased;
    await session.refresh();
    return ok({ changes: copied.value, notes: leased.value });
  });
  if (!configured.ok) return configured;
  const { instance } = session.resolved(component.name);
  const prepared = await prepareVolume(session, instance, onProgress);
  if (!prepared.ok) return prepared;
  const created = configured.value.changes.filter(({ kind }) => kind === 'created').map(({ file, template }) => `${file} from ${template}`);
  const ports = Object.entries(instance.ports).map(([name, port]) => `${name} ${port}`);
  return ok(['prepared', ...created, ...ports, ...configured.value.notes].join(', '));
}

/** The data folder, made by the runtime with the owner that it needs, and stamped with that runtime. */
export async function prepareVolume(
  session: Session,
  instance: Instance,
  onProgress: (message: string) => void = () => undefined,
): Promise<Result<void>> {
  const { runtime, now } = session.base;
  const prepared = await runtime.prepare(instance, session.signal, onProgress);
  const stamp = readVolumeStamp(instance.volume);
  // Without data it belongs to nobody yet, whoever made it.
  if (!prepared.ok || (stamp !== undefined && (stamp.runtime === instance.runtime || hasData(instance.volume)))) return prepared;
  if (stamp !== undefined) await endElsewhere(session, instance, stamp.runtime);
  await writeVolumeStamp(instance.volume, { runtime: instance.runtime, createdAt: now().toISOString() });
  return ok();
}

/** What ran under the runtime that was chosen before must not run twice. Where that does not answer, nothing can be done about it. */
async function endElsewhere({ base: { runtime } }: Session, instance: Instance, before: RuntimeName): Promise<void> {
  if (before !== 'kubernetes') await runtime.stop({ ...instance, runtime: before }, { onKill: () => undefined });
}
