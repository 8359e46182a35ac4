import { basename, join } from 'node:path';
import { freePort } from '@dust-workspace/component/testing';
import { loadCatalog, type Component } from '@dust-workspace/component';

/** The component whose folder this is; throws with what is wrong with it where it is none. */
export async function componentIn(directory: string): Promise<Component> {
  const { components, diagnostics } = await loadCatalog(join(directory, '../..'));
  const component = components.get(basename(directory));
  if (component === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return component;
}

/** A free port of this machine for each port of a component. */
export async function freePortsOf({ manifest }: Component): Promise<Record<string, number>> {
  return Object.fromEntries(await Promise.all(Object.keys(manifest.ports).map(async (name) => [name, await freePort()] as const)));
}

/** The variables that a manifest gives a value. */
export function defaultsOf({ manifest }: Component): Record<string, string> {
  return Object.fromEntries(
    Object.entries(manifest.env).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value] as const])),
  );
}
