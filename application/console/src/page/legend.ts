import type { ComponentState } from '@dust-workspace/lifecycle';
import type { HistoryAnswer } from '../api.js';
import { looks } from './looks.js';

/** The states that occur in a history, in their usual order. */
export function statesIn({ components }: HistoryAnswer): ComponentState[] {
  const found = new Set(Object.values(components).flatMap((points) => points.map(([, state]) => state)));
  return (Object.keys(looks) as ComponentState[]).filter((state) => found.has(state));
}
