import { resolve } from 'node:path';
import { fail, ok } from '@dust-workspace/component';
import type { Result } from '@dust-workspace/component';
import { interpolate } from './interpolate.js';
import type { Bind, ServiceDefinition } from './serviceDefinition.js';

/** What a service binds, with absolute sources, given the values by their scoped names. */
export function resolveBinds(
  { binds, directory }: ServiceDefinition,
  values: Readonly<Record<string, string>>,
  home: string,
): Result<readonly Bind[]> {
  const resolved: Bind[] = [];
  for (const { source, target, readOnly } of binds) {
    const from = interpolate(source, values);
    if (!from.ok) return fail(...from.diagnostics);
    const to = interpolate(target, values);
    if (!to.ok) return fail(...to.diagnostics);
    resolved.push({ source: absolute(from.value, directory, home), target: to.value, readOnly });
  }
  return ok(resolved);
}

/** The files whose content belongs to the definition, absolute. */
export function resolveFiles(
  { files, directory }: ServiceDefinition,
  values: Readonly<Record<string, string>>,
  home: string,
): Result<readonly string[]> {
  const resolved: string[] = [];
  for (const file of files) {
    const path = interpolate(file, values);
    if (!path.ok) return fail(...path.diagnostics);
    resolved.push(absolute(path.value, directory, home));
  }
  return ok(resolved);
}

/** Paths as Compose understands them. */
function absolute(path: string, directory: string, home: string): string {
  return resolve(directory, path.replace(/^~(?=\/|$)/, home));
}
