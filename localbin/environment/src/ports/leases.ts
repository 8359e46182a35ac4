import { readFile } from 'node:fs/promises';
import { environmentPaths } from '../paths.js';
import { isWithin, unitOf, type PortRange } from './portUnits.js';

/** Port names to numbers on 127.0.0.1, as one environment holds them. */
export type Leases = Readonly<Record<string, number>>;

/** For whom ports are leased. */
export interface Lessee {
  /** Absolute path of the workspace. */
  readonly workspace: string;
  readonly environment: string;
}

/** The leases in the file `ports.json` of an environment: what it says there is what is used. */
export async function readLeases(file: string): Promise<Leases> {
  try {
    return parseLeases(await readFile(file, 'utf8')) ?? {};
  } catch {
    // Absent: there are none yet.
    return {};
  }
}

/** Undefined for damaged ones: they are made anew at the next preparation; nothing else is recorded there. */
function parseLeases(text: string): Leases | undefined {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== 'object' || content === null) return undefined;
    return Object.fromEntries(Object.entries(content).filter((entry): entry is [string, number] => Number.isInteger(entry[1])));
  } catch {
    return undefined;
  }
}

/** Whether an environment still has a port of the unit. One into which nobody may look now has, and one whose leases are damaged. */
export async function stillLeases({ workspace, environment }: Lessee, unit: PortRange): Promise<boolean> {
  try {
    const leases = parseLeases(await readFile(environmentPaths(workspace, environment).ports, 'utf8'));
    return leases === undefined || Object.values(leases).some((port) => isWithin(port, unit));
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

/** What leases take up, lowest first: blocks, and single ports outside of all blocks. */
export function leasedRanges(leases: Leases): readonly PortRange[] {
  const units = new Map(Object.values(leases).map((port) => [unitOf(port).first, unitOf(port)]));
  return [...units.values()].sort((a, b) => a.first - b.first);
}
