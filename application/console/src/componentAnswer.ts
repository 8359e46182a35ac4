import type { ComponentAnswer, NeedAnswer, StatusAnswer } from './api.js';
import { actionsOf } from './actions.js';
import type { ComponentFacts } from './engine.js';

/** What `GET /api/components/<component>` says: undefined while its state was never seen. Pure. */
export function componentAnswer(facts: ComponentFacts, known: StatusAnswer): ComponentAnswer | undefined {
  const { name } = facts;
  const status = known.components.find((row) => row.name === name);
  if (status === undefined) return undefined;
  const dependents = known.dependencies.flatMap(({ component, needs }): NeedAnswer[] =>
    needs.flatMap((need) => (need.component === name ? [{ ...need, component }] : [])),
  );
  return {
    ...facts,
    status,
    needs: known.dependencies.find(({ component }) => component === name)?.needs ?? [],
    dependents,
    ports: Object.entries(status.ports).map(([port, number]) => ({ name: port, port: number, url: urlOf(known.addresses[name], number) })),
    usage: known.usage[name] ?? null,
    latency: known.probes[name] ?? null,
    since: known.since[name] ?? null,
    actions: actionsOf(name, known),
  };
}

/** The address of a component belongs to one of its ports. */
function urlOf(address: string | undefined, port: number): string | null {
  return address !== undefined && URL.canParse(address) && Number(new URL(address).port) === port ? address : null;
}
