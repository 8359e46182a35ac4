import type { ComponentStatus, StatusReport } from '../status.js';

/** What is different about a component since the last look. */
export type StatusChange =
  | { readonly kind: 'appeared'; readonly component: ComponentStatus }
  | { readonly kind: 'changed'; readonly component: ComponentStatus; readonly before: ComponentStatus }
  | { readonly kind: 'gone'; readonly before: ComponentStatus };

/** The changes from one look to the next, in the order of the components. That time has passed is no change. Pure. */
export function changesBetween(before: StatusReport | undefined, after: StatusReport): StatusChange[] {
  const known = new Map(before?.components.map((component) => [component.name, component]));
  const changes = after.components.flatMap((component): StatusChange[] => {
    const old = known.get(component.name);
    known.delete(component.name);
    if (old === undefined) return [{ kind: 'appeared', component }];
    return keyOf(old) === keyOf(component) ? [] : [{ kind: 'changed', component, before: old }];
  });
  return [...changes, ...[...known.values()].map((gone): StatusChange => ({ kind: 'gone', before: gone }))];
}

/** All of it but how long it has been up. */
function keyOf({ detail, ...rest }: ComponentStatus): string {
  return JSON.stringify({ ...rest, detail: detail.replace(/^up [^,]*/, '') });
}
