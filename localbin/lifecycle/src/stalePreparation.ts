import { isDone, wasDone } from './hookStamp.js';
import type { Observation } from './observation.js';
import type { Task } from './plan.js';
import type { Session } from './session.js';

/** Adds where what a component builds, or the checkout that it is, must be made or made again. Only for what is to be prepared. */
export async function withStalePreparation(session: Session, tasks: readonly Task[], observed: Observation): Promise<Observation> {
  const names = new Set(tasks.flatMap(({ verb, component }) => (verb === 'prep' ? [component] : [])));
  const stale = await Promise.all([...names].map(async (name) => [name, await whyStale(session, name, observed)] as const));
  const reasons = new Map(stale.filter(([, reason]) => reason !== undefined));
  if (reasons.size === 0) return observed;
  return new Map(
    [...observed].map(([name, found]) => {
      const prepare = reasons.get(name);
      return [name, prepare === undefined ? found : { ...found, outdated: { prepare, ...found.outdated } }] as const;
    }),
  );
}

async function whyStale(session: Session, name: string, observed: Observation): Promise<string | undefined> {
  const { instance } = session.resolved(name);
  const { prep } = instance.component.manifest;
  const checkout = observed.get(name)?.checkout;
  if (checkout?.kind === 'checked-out' && checkout.due) return 'its checkout is not the one that is wanted';
  // What is not prepared at all is told by that.
  if (prep === undefined || observed.get(name)?.prepared !== true || (await isDone('prep', instance))) return undefined;
  return (await wasDone('prep', instance.volume)) ? 'what it is built from has changed' : 'not built yet';
}
