import type { ComponentStatus } from '@dust-workspace/lifecycle';
import { looks, type Tone } from './looks.js';

/** The whole workspace in a few words: what asks for attention first, then what is under way, then that all is well. Pure. */
export function summarise(rows: readonly Pick<ComponentStatus, 'name' | 'state'>[]): string {
  const of = (...tones: readonly Tone[]) => rows.filter(({ state }) => tones.includes(looks[state].tone));
  const [attention, busy, up] = [of('bad', 'warning'), of('busy'), of('well', 'warning')];
  const [first] = attention;
  if (rows.length === 0) return 'No components';
  if (first !== undefined) return attention.length === 1 ? `${first.name} ${first.state}` : `${attention.length} need attention`;
  if (busy.length > 0) return busy.length === 1 ? `${busy[0]?.name ?? ''} starting` : `${busy.length} starting`;
  if (up.length === 0) return 'Nothing runs';
  return up.length === rows.length ? 'All well' : `${up.length} of ${rows.length} run`;
}
