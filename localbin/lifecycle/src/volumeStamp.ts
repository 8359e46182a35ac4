import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '@dust-workspace/environment';
import { runtimeNames, type RuntimeName } from '@dust-workspace/runtime';
import { stampFolder } from './hookStamp.js';

/** `.dsw/volume.json`: whose data a volume holds. */
export interface VolumeStamp {
  readonly runtime: RuntimeName;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** The image that last ran on the data, for containers. */
  readonly image?: string;
}

function stampFile(volume: string): string {
  return join(volume, stampFolder, 'volume.json');
}

/** Undefined where there is none, or none that can be read. */
export function readVolumeStamp(volume: string): VolumeStamp | undefined {
  try {
    const value = JSON.parse(readFileSync(stampFile(volume), 'utf8')) as Partial<VolumeStamp> | null;
    const { runtime, createdAt = '', image } = value ?? {};
    if (runtime === undefined || !runtimeNames.includes(runtime)) return undefined;
    return { runtime, createdAt, ...(typeof image === 'string' ? { image } : {}) };
  } catch {
    return undefined;
  }
}

export function writeVolumeStamp(volume: string, stamp: VolumeStamp): Promise<void> {
  return writeAtomically(stampFile(volume), `${JSON.stringify(stamp)}\n`);
}
