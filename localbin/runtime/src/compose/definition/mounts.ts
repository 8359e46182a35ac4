import { isMapping } from '@dust-workspace/component';
import type { Mapping } from '@dust-workspace/component';
import type { Bind } from './serviceDefinition.js';
import { splitTemplate } from './splitTemplate.js';

/** What a service mounts from this machine. Its volumes are in the long syntax where that is possible. */
export function bindsOf({ volumes }: Mapping): Bind[] {
  if (!Array.isArray(volumes)) return [];
  return volumes.flatMap((volume: unknown) => {
    if (typeof volume === 'string') return shortBind(volume);
    if (!isMapping(volume) || volume['type'] !== 'bind') return [];
    const readOnly = volume['read_only'] === true || volume['read_only'] === 'true';
    return [{ source: String(volume['source']), target: String(volume['target']), readOnly }];
  });
}

/** The container paths on which a service mounts anything. */
export function mountsOf({ volumes, tmpfs }: Mapping): string[] {
  const targets = listOf(volumes).map((volume) =>
    isMapping(volume) ? String(volume['target']) : (splitTemplate(String(volume))[1] ?? String(volume)),
  );
  return [...targets, ...listOf(tmpfs).map((entry) => splitTemplate(String(entry))[0] ?? '')];
}

function shortBind(volume: string): Bind[] {
  const [source = '', target] = splitTemplate(volume);
  return target === undefined || !/^[./~$]/.test(source) ? [] : [{ source, target, readOnly: false }];
}

function listOf(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
