import { hasData } from '@dust-workspace/backup';
import { ok, type Component, type Result } from '@dust-workspace/component';
import { leasePorts, prepareConfiguration } from '@dust-workspace/environment';
import type { Instance, RuntimeName } from '@dust-workspace/runtime';
import type { Session } from '../session.js';
import { readVolumeStamp, writeVolumeStamp } from '../volumeStamp.js';

/** Configuration, ports, then folders and whatever else the runtime needs. Nothing runs. */
export async function prep(session: Session, component: Component, onProgress: (message: string) => void): Promise<Result<string>> {
  const configured = await session.exclusively(async () => {
    const { catalog, selection } = session.base;
    const copied = await prepareConfiguration(catalog.root, selection.environment, [component]);
    if (!copied.ok) return copied;
    const unset = { ...component, manifest: { ...component.manifest, ports: unsetPorts(session, component) } };
    const leased = await leasePorts(session.paths.ports, [unset], `${catalog.root}\0${selection.environment}`);
    if (!leased.ok) return leased;
    await session.refresh();
    return copied;
  });
  if (!configured.ok) return configured;
  const { instance } = session.resolved(component.name);
  const prepared = await prepareVolume(session, instance, onProgress);
  if (!prepared.ok) return prepared;
  const created = configured.value.filter(({ kind }) => kind === 'created').map(({ file, template }) => `${file} from ${template}`);
  const ports = Object.entries(instance.ports).map(([name, port]) => `${name} ${port}`);
  return ok(['prepared', ...created, ...ports].join(', '));
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

/** Ports that no layer sets: these are leased. */
function unsetPorts(session: Session, component: Component): Record<string, number> {
  const { variables } = session.resolved(component.name).variables;
  const isSet = (name: string): boolean => ![undefined, 'lease'].includes(variables.get(name)?.origin.layer);
  return Object.fromEntries(Object.entries(component.manifest.ports).filter(([name]) => !isSet(name)));
}
