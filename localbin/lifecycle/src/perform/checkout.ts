import { ok, type Result } from '@dust-workspace/component';
import { prepareCheckout, removeCheckout } from '@dust-workspace/runtime';
import { checkoutPlace } from '../checkout/checkoutPlace.js';
import type { Session } from '../session.js';

/** Makes the checkout that a component is, if it is one. Returns what was done, in one line. Changes and commits of the user stay as they are. */
export async function makeCheckout(
  session: Session,
  name: string,
  onProgress: (line: string) => void,
): Promise<Result<string | undefined>> {
  const place = placeOf(session, name, onProgress);
  if (place === undefined) return ok(undefined);
  const prepared = await prepareCheckout(place);
  if (!prepared.ok) return prepared;
  const { summary, warnings } = prepared.value;
  for (const { message, remedy } of warnings) onProgress(`warning: ${message}${remedy === undefined ? '' : `. ${remedy}`}`);
  return ok(summary);
}

/** Removes the checkout of the environment; fails, and removes nothing, where something in it exists nowhere else. */
export async function dropCheckout(session: Session, name: string): Promise<Result<void>> {
  const place = placeOf(session, name, () => undefined);
  if (place === undefined) return ok();
  const removed = await removeCheckout(place);
  return removed.ok ? ok() : removed;
}

function placeOf(session: Session, name: string, onProgress: (line: string) => void): ReturnType<typeof checkoutPlace> {
  const { processEnv } = session.base;
  return checkoutPlace(session.resolved(name), { processEnv, signal: session.signal, onProgress });
}
