import type * as z from 'zod';
import { manifestSchema } from './manifest.js';
import type { Manifest } from './manifest.js';
import type { Mapping } from './mapping.js';

/** What remains of a manifest when everything that has an issue is taken out, so that the rest can still be checked. */
export function soundPart(data: Mapping, issues: readonly z.core.$ZodIssue[]): Partial<Manifest> {
  const schema = manifestSchema.partial();
  const remaining = structuredClone(data) as Record<string, unknown>;
  for (let round = issues, tries = 0; tries < 4; tries += 1) {
    for (const issue of round) takeOut(remaining, issue);
    const parsed = schema.safeParse(remaining);
    if (parsed.success) return parsed.data;
    round = parsed.error.issues;
  }
  return {};
}

function takeOut(data: Record<string, unknown>, issue: z.core.$ZodIssue): void {
  const path = issue.path.map(String);
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [path.pop() ?? ''];
  const container = path.reduce<unknown>((value, step) => (isContainer(value) ? value[step] : undefined), data);
  for (const key of keys) {
    if (isContainer(container) && Object.hasOwn(container, key)) Reflect.deleteProperty(container, key);
    else if (path[0] !== undefined) Reflect.deleteProperty(data, path[0]);
  }
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
