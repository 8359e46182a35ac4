import type { Connection } from './protocol/connection.js';
import { listGroups, readPositions, type Position } from './protocol/groups.js';
import { untilTaken } from './until.js';

export interface GroupPositions {
  readonly name: string;
  readonly positions: readonly Position[];
}

export interface ReadGroups {
  /** Those that have committed positions. */
  readonly groups: readonly GroupPositions[];
  /** Names of groups whose state is no position of a consumer, such as share groups. */
  readonly others: readonly string[];
}

/** How far the groups of consumers have read. */
export async function readGroups(kafka: Connection, signal: AbortSignal): Promise<ReadGroups> {
  const groups: GroupPositions[] = [];
  const others: string[] = [];
  for (const { name, protocol } of await untilTaken(signal, () => listGroups(kafka))) {
    if (protocol === 'share') others.push(name);
    else {
      const positions = await untilTaken(signal, () => readPositions(kafka, name));
      if (positions.length > 0) groups.push({ name, positions });
    }
  }
  return { groups, others };
}
