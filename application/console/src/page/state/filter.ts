import type { ComponentState, ComponentStatus } from '@dust-workspace/lifecycle';

/** Which components are shown. Nothing chosen shows all. */
export interface Filter {
  /** Words that the name has all of, in either case; `state:failed` and `profile:dust` are understood, too. */
  readonly text: string;
  readonly states: ReadonlySet<ComponentState>;
  readonly profile: string | null;
}

export const noFilter: Filter = { text: '', states: new Set(), profile: null };

/** Of each component. */
export type Profiles = Readonly<Record<string, readonly string[]>>;

export const noProfiles: Profiles = {};

export function isFiltering({ text, states, profile }: Filter): boolean {
  return text.trim() !== '' || states.size > 0 || profile !== null;
}

/** Whether a component is among those that a filter lets through. */
export function matches({ text, states, profile }: Filter, row: ComponentStatus, profiles: Profiles): boolean {
  const own = profiles[row.name] ?? [];
  if (states.size > 0 && !states.has(row.state)) return false;
  if (profile !== null && !own.includes(profile)) return false;
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => {
      const [, key, value = ''] = /^(state|profile|kind|runtime):(.*)$/.exec(word) ?? [];
      switch (key) {
        case 'state':
          return row.state.startsWith(value);
        case 'profile':
          return own.some((name) => name.startsWith(value));
        case 'kind':
          return row.kind.startsWith(value);
        case 'runtime':
          return row.runtime.startsWith(value);
        default:
          return row.name.toLowerCase().includes(word);
      }
    });
}

/** The filter with a state chosen, or not chosen any more. */
export function toggled(filter: Filter, state: ComponentState): Filter {
  const states = new Set(filter.states);
  if (!states.delete(state)) states.add(state);
  return { ...filter, states };
}

/** How many components are in each state, in the usual order of states; states that do not occur are left out. */
export function countsOf(
  rows: Iterable<Pick<ComponentStatus, 'state'>>,
  order: readonly ComponentState[],
): readonly [ComponentState, number][] {
  const counts = new Map<ComponentState, number>();
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1);
  return order.flatMap((state) => {
    const count = counts.get(state);
    return count === undefined ? [] : [[state, count] as [ComponentState, number]];
  });
}

export function profilesIn(profiles: Profiles): readonly string[] {
  return [...new Set(Object.values(profiles).flat())].sort();
}
