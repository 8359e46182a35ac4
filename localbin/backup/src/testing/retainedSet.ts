import type { RetainedSet } from '../retention/keepSets.js';
import { noStamps, type SetStamps } from '../setStamps.js';

/** A set as retention sees it, written at `createdAt` and with an id accordingly. */
export function retainedSet(
  createdAt: string,
  {
    complete = true,
    components = ['store'],
    environment = 'local',
    stamps = {},
    id = `${new Date(createdAt).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z-aaaa`,
  }: { complete?: boolean; components?: readonly string[]; environment?: string; stamps?: Partial<SetStamps>; id?: string } = {},
): RetainedSet {
  const snapshots = components.map((component) => ({ component }));
  return { id, createdAt, environment, complete, stamps: { ...noStamps, ...stamps }, snapshots };
}
