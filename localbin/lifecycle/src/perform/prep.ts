import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, problem, type Component, type Result } from '@dust-workspace/component';
import { leasePorts, prepareConfiguration, writeAtomically } from '@dust-workspace/environment';
import type { Instance } from '@dust-workspace/runtime';
import { stampFolder } from '../initStamp.js';
import type { Session } from '../session.js';

/** Configuration, ports, then folders and whatever else the runtime needs. Nothing runs. */
export async function prep(session: Session, component: Component): Promise<Result<string>> {
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
  const prepared = await prepareVolume(session, instance);
  if (!prepared.ok) return prepared;
  const created = configured.value.filter(({ kind }) => kind === 'created').map(({ file, template }) => `${file} from ${template}`);
  const ports = Object.entries(instance.ports).map(([name, port]) => `${name} ${port}`);
  return ok(['prepared', ...created, ...ports].join(', '));
}

/** The data folder, made by the runtime with the owner that it needs, and stamped with that runtime. */
export async function prepareVolume(session: Session, instance: Instance): Promise<Result<void>> {
  const { runtime, now } = session.base;
  const stamp = join(instance.volume, stampFolder, 'volume.json');
  const owner = await runtimeOf(stamp);
  if (owner !== undefined && owner !== runtime.name)
    return fail(
      problem(
        'other-runtime',
        `the data of ${instance.component.name} belong to the ${owner} runtime, and this environment runs under ${runtime.name}`,
        'Back them up there and restore them here, or set DSW_RUNTIME in env/project.env.',
      ),
    );
  const prepared = await runtime.prepare(instance, session.signal);
  if (!prepared.ok || owner !== undefined) return prepared;
  await writeAtomically(stamp, `${JSON.stringify({ runtime: runtime.name, createdAt: now().toISOString() })}\n`);
  return ok();
}

async function runtimeOf(stamp: string): Promise<string | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(stamp, 'utf8'));
    return typeof value === 'object' && value !== null && 'runtime' in value ? String(value.runtime) : undefined;
  } catch {
    return undefined;
  }
}

/** Ports that no layer sets: these are leased. */
function unsetPorts(session: Session, component: Component): Record<string, number> {
  const { variables } = session.resolved(component.name).variables;
  const isSet = (name: string): boolean => ![undefined, 'lease'].includes(variables.get(name)?.origin.layer);
  return Object.fromEntries(Object.entries(component.manifest.ports).filter(([name]) => !isSet(name)));
}
