import { ok, type Component, type Result } from '@dust-workspace/component';
import { confirmLeases, foreignLeases, leasePorts, PortRegistry, releasePorts, type Lessee } from '@dust-workspace/environment';
import type { ResolvedInstance } from './resolveInstances.js';
import type { Session } from './session.js';

/** Leases what a component lacks. Returns what people should know. What runs keeps the ports that it has. */
export async function leasePortsOf(session: Session, component: Component, isAlive: boolean): Promise<Result<readonly string[]>> {
  const resolved = session.all().map((instance) => session.resolved(instance.component.name));
  const leased = await leasePorts({
    lessee: lesseeOf(session),
    registry: await registryOf(session),
    components: [{ ...component, manifest: { ...component.manifest, ports: unsetPorts(session.resolved(component.name)) } }],
    reserved: resolved.flatMap((other) => setPorts(other)),
    mayMove: !isAlive,
  });
  return leased.ok ? ok(leased.value.notes) : leased;
}

export async function releasePortsOf(session: Session, component: Component): Promise<void> {
  await releasePorts(await registryOf(session), lesseeOf(session), new Set(Object.keys(component.manifest.ports)));
}

/** Why components among `names` must have other ports than they hold, by component: in a copy of a workspace, the original has them. */
export async function portsOfOthers(session: Session, names: Iterable<string>, dryRun: boolean): Promise<ReadonlyMap<string, string>> {
  const look = dryRun ? foreignLeases : confirmLeases;
  const foreign = await look(await registryOf(session), lesseeOf(session));
  if (foreign.size === 0) return new Map();
  return new Map(
    [...names].flatMap((name) => {
      const resolved = session.resolved(name);
      const port = Object.keys(unsetPorts(resolved)).find((one) => foreign.has(one));
      const number = port === undefined ? undefined : resolved.instance.ports[port];
      return port === undefined ? [] : [[name, `its port ${number ?? port} is leased to ${foreign.get(port) ?? ''}`] as const];
    }),
  );
}

function lesseeOf({ base }: Session): Lessee {
  return { workspace: base.catalog.root, environment: base.selection.environment };
}

function registryOf({ base }: Session): Promise<PortRegistry> {
  return PortRegistry.open({ processEnv: base.processEnv });
}

/** Ports that no layer sets: these are leased. */
function unsetPorts(resolved: ResolvedInstance): Record<string, number> {
  return Object.fromEntries(Object.entries(resolved.instance.component.manifest.ports).filter(([name]) => !isSet(resolved, name)));
}

function setPorts(resolved: ResolvedInstance): number[] {
  return Object.entries(resolved.instance.ports).flatMap(([name, port]) => (isSet(resolved, name) ? [port] : []));
}

function isSet({ variables }: ResolvedInstance, port: string): boolean {
  return ![undefined, 'lease'].includes(variables.variables.get(port)?.origin.layer);
}
