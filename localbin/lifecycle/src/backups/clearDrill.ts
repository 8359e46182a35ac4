import { join } from 'node:path';
import { fail, ok, type Result } from '@dust-workspace/component';
import { environmentPaths } from '@dust-workspace/environment';
import { acquireLock } from '../lock.js';
import type { RunOptions } from '../request.js';
import type { Base, Deadlines } from '../session.js';
import { copyOf } from './copyOf.js';
import { drillEnvironment, tearDown } from './drill.js';

/** Removes what a killed drill has left of its throw-away environment. Fails while another drill is at work there. */
export async function clearDrill(base: Base, deadlines: Deadlines, options: RunOptions): Promise<Result<void>> {
  const { catalog, selection, redactor, now } = base;
  const lock = await acquireLock(join(environmentPaths(catalog.root, selection.environment).backup, 'drill.lock'), {
    command: redactor.redact(options.command),
    now,
    patience: 0,
    signal: options.signal,
    onWaiting: () => undefined,
  });
  if (!lock.ok) return lock;
  try {
    const there = await copyOf(base, { environment: drillEnvironment(selection.environment), borrows: true });
    const left = await tearDown(there, deadlines, options);
    return left.length === 0 ? ok() : fail(...left);
  } finally {
    await lock.value.release();
  }
}
