import { createHash } from 'node:crypto';
import type { ContentEntry } from '@dust-workspace/component/hooks';
import { eachOf, type Context } from './client.js';
import { namespacesThere, type Namespace } from './namespaces.js';

/** What is set up in the server, by whoever uses it. */
export interface Settings {
  readonly namespaces: readonly Namespace[];
  /** By namespace, in order. */
  readonly schedules: ReadonlyMap<string, readonly string[]>;
}

export async function settings(context: Context): Promise<Settings> {
  const namespaces = await namespacesThere(context);
  const schedules = new Map<string, string[]>();
  for (const { name } of namespaces) {
    const ids: string[] = [];
    await eachOf(context, ['schedule', 'list', '--namespace', name], (entry) => {
      ids.push((entry as { readonly scheduleId: string }).scheduleId);
    });
    schedules.set(name, ids.sort());
  }
  return { namespaces, schedules };
}

export function settingsEntries({ namespaces, schedules }: Settings, digest: boolean): ContentEntry[] {
  return namespaces.flatMap(({ name, retention, attributes }) => {
    const ids = schedules.get(name) ?? [];
    return [
      { kind: 'namespace', name, value: `keeps what has ended for ${retention / 3_600_000} h` },
      ...[...attributes].map(([attribute, type]) => ({ kind: 'search attribute', name: `${name} ${attribute}`, value: type })),
      { kind: 'schedules', name, count: ids.length, ...(digest ? { digest: digestOf(ids) } : {}) },
    ];
  });
}

export function retentions({ namespaces }: Settings): ReadonlyMap<string, number> {
  return new Map(namespaces.map(({ name, retention }) => [name, retention]));
}

function digestOf(ids: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex');
}
