import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { findProgram } from '../findProgram.js';

/** The path of util-linux's setpriv, or undefined. The one of BusyBox can neither change users nor follow its parent into death. */
export async function findSetpriv(path: string | undefined): Promise<string | undefined> {
  const found = await findProgram('setpriv', { path: `${path ?? ''}:/usr/bin:/bin`, directory: '/' });
  if (found === undefined || basename(await realpath(found)) === 'busybox') return undefined;
  return found;
}
