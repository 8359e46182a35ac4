import { isMapping } from '@dust-workspace/component';
import type { Mapping } from '@dust-workspace/component';
import { withNumericMode } from './fileMode.js';
import type { Findings } from './findings.js';
import { isTemplate, splitTemplate } from './splitTemplate.js';

/** A service's `volumes` in the long syntax, except for those that cannot be taken apart before values are known. */
export function longVolumes(volumes: unknown): unknown {
  return Array.isArray(volumes) ? volumes.map((volume) => (typeof volume === 'string' ? fromShort(volume) : fromLong(volume))) : volumes;
}

/** The names of the volumes at the top of the file that a service mounts. */
export function namedVolume(volume: unknown): string | undefined {
  const long = typeof volume === 'string' ? fromShort(volume) : volume;
  return isMapping(long) && long['type'] === 'volume' && typeof long['source'] === 'string' ? long['source'] : undefined;
}

/** Refuses volumes that no backup would see. */
export function checkAnonymousVolumes(service: Mapping, findings: Findings): void {
  const { volumes } = service;
  if (!Array.isArray(volumes)) return;
  volumes.forEach((volume: unknown, index) => {
    const long = typeof volume === 'string' ? fromShort(volume) : volume;
    if (!isMapping(long) || long['type'] !== 'volume' || (long['source'] !== undefined && long['source'] !== '')) return;
    const target = String(long['target']);
    findings.add(
      volumes,
      index,
      'value',
      'compose-anonymous-volume',
      `an anonymous volume on ${target}: its data would be in no backup, and lost with the container`,
      `Mount a folder of the component's volume: \${DSW_VOLUME}/name:${target}; or tmpfs, or a named volume with x-cache: true, if it may be lost.`,
    );
  });
}

function fromLong(volume: unknown): unknown {
  if (!isMapping(volume)) return volume;
  const { type, bind, tmpfs } = volume;
  if (type === 'bind') return { ...volume, bind: { create_host_path: false, ...(isMapping(bind) && bind) } };
  return type === 'tmpfs' && isMapping(tmpfs) ? { ...volume, tmpfs: withNumericMode(tmpfs) } : volume;
}

const propagations = ['shared', 'rshared', 'slave', 'rslave', 'private', 'rprivate'];
const consistencies = ['consistent', 'cached', 'delegated'];

/** `source:target:options`. A folder is never made by the engine, which would give it to root. */
function fromShort(text: string): unknown {
  const parts = splitTemplate(text);
  const [first = '', second, options = ''] = parts;
  if (parts.length > 3 || isTemplate(options)) return text;
  if (second === undefined) return { type: 'volume', target: first };
  const chosen = options.split(',');
  const common = { source: first, target: second, ...(chosen.includes('ro') && { read_only: true }) };
  if (!/^[./~$]/.test(first)) return { type: 'volume', ...common, ...(chosen.includes('nocopy') && { volume: { nocopy: true } }) };
  const selinux = chosen.find((option) => option === 'z' || option === 'Z');
  const propagation = chosen.find((option) => propagations.includes(option));
  const consistency = chosen.find((option) => consistencies.includes(option));
  const bind = { create_host_path: false, ...(selinux !== undefined && { selinux }), ...(propagation !== undefined && { propagation }) };
  return { type: 'bind', ...common, ...(consistency !== undefined && { consistency }), bind };
}
