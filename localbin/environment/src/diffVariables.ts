import type { ComponentVariables } from './resolveVariables.js';

/** A variable that is not the same in two environments. A value is absent where it has none; those of secrets are left out. */
export type Difference =
  | { readonly kind: 'value'; readonly component: string; readonly name: string; readonly first?: string; readonly second?: string }
  | { readonly kind: 'secret'; readonly component: string; readonly name: string; readonly setIn: 'both' | 'first' | 'second' };

type Resolved = ReadonlyMap<string, ComponentVariables>;

/** Every variable of every component that differs, in the order of the components. A secret in one of them is one in both. Pure. */
export function diffVariables(first: Resolved, second: Resolved): Difference[] {
  const components = new Set([...first.keys(), ...second.keys()]);
  return [...components].flatMap((component) => {
    const [one, other] = [first.get(component)?.variables, second.get(component)?.variables];
    const names = new Set([...(one?.keys() ?? []), ...(other?.keys() ?? [])]);
    return [...names].flatMap((name): Difference[] => {
      const [a, b] = [one?.get(name), other?.get(name)];
      if (a?.value === b?.value) return [];
      if (a?.secret === true || b?.secret === true)
        return [{ kind: 'secret', component, name, setIn: a === undefined ? 'second' : b === undefined ? 'first' : 'both' }];
      return [
        { kind: 'value', component, name, ...(a === undefined ? {} : { first: a.value }), ...(b === undefined ? {} : { second: b.value }) },
      ];
    });
  });
}
