import { unreachable } from '@dust-workspace/component';
import { poll } from '../poll.js';
import type { ProcessTable } from './processTable.js';
import { readStamp, type Stamp, type StampReading } from './stamp.js';

/** What the stamp in a run folder says about the main process now. */
export type MainProcess =
  /** Never started, stopped, or started before the machine was. */
  | { readonly kind: 'none' }
  | { readonly kind: 'alive'; readonly stamp: Stamp }
  | { readonly kind: 'dead'; readonly stamp: Stamp }
  /** The stamp is cut off or no stamp at all: which process it meant is unknown. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads many stamps and looks their processes up at once. A stamp that is being written gets a moment to be finished. */
export async function mainProcesses(runDirectories: readonly string[], table: () => ProcessTable): Promise<MainProcess[]> {
  let readings = runDirectories.map(readStamp);
  if (readings.some(isPartial))
    await poll(
      () => {
        readings = readings.map((reading, index) => (isPartial(reading) ? readStamp(runDirectories[index] ?? '') : reading));
        return !readings.some(isPartial);
      },
      { within: 100, first: 2, most: 20 },
    );
  const now = table();
  const starts = now.starts(readings.flatMap((reading) => (reading.kind === 'stamp' ? [reading.stamp.pid] : [])));
  return readings.map((reading) => judge(reading, now.boot, starts));
}

/** As `mainProcesses`, for one. */
export async function mainProcess(runDirectory: string, table: () => ProcessTable): Promise<MainProcess> {
  const [main] = await mainProcesses([runDirectory], table);
  return main ?? { kind: 'none' };
}

function isPartial(reading: StampReading): boolean {
  return reading.kind === 'partial';
}

/** Whether a stamp is of the process that has its pid now: the boot and the start time must be the same too. */
export function judge(reading: StampReading, boot: string, starts: ReadonlyMap<number, string>): MainProcess {
  switch (reading.kind) {
    case 'none':
      return { kind: 'none' };
    case 'unreadable':
      return reading;
    case 'partial':
    case 'damaged':
      return { kind: 'damaged' };
    case 'stamp': {
      const { stamp } = reading;
      if (stamp.boot !== boot) return { kind: 'none' };
      return { kind: starts.get(stamp.pid) === stamp.start ? 'alive' : 'dead', stamp };
    }
    default:
      return unreachable(reading);
  }
}
