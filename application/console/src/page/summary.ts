import type { ComponentState, ComponentStatus } from '@dust-workspace/lifecycle';
import type { StatusAnswer } from '../api.js';
import { looks, type Tone } from './looks.js';

export interface Summary {
  readonly tone: Tone;
  readonly text: string;
}

/** What stands above everything: the summary, unless nothing is known or what is known is old. */
export function headline(status: StatusAnswer | undefined, lost: boolean): Summary {
  if (lost) return { tone: 'bad', text: 'The console does not answer.' };
  if (status === undefined) return { tone: 'quiet', text: 'Looking at the workspace.' };
  if (status.at === null) return { tone: 'bad', text: 'The workspace could not be observed yet.' };
  return summarise(status.components);
}

type Row = Pick<ComponentStatus, 'name' | 'state'>;

/** The whole workspace in one sentence: what asks for attention first, then what is under way, then that all is well. */
export function summarise(rows: readonly Row[]): Summary {
  const of = (tone: Tone) => rows.filter(({ state }) => looks[state].tone === tone);
  const [bad, busy, warning, well] = [of('bad'), of('busy'), of('warning'), of('well')];
  if (rows.length === 0) return { tone: 'quiet', text: 'There are no components.' };
  if (bad.length > 0) return { tone: 'bad', text: sentence(bad, `${bad.length} of ${rows.length} components need attention.`) };
  if (busy.length > 0) return { tone: 'busy', text: sentence(busy, `${busy.length} components are starting.`) };
  if (warning.length > 0)
    return { tone: 'warning', text: `All is well, except that ${sentence(warning, `${warning.length} components are degraded.`)}` };
  if (well.length === 0) return { tone: 'quiet', text: 'Nothing is running.' };
  if (well.length === rows.length) return { tone: 'well', text: 'All components are well.' };
  return { tone: 'well', text: `All is well: ${well.length} of ${rows.length} components are running.` };
}

function sentence(rows: readonly Row[], several: string): string {
  const [only] = rows;
  return rows.length === 1 && only !== undefined ? `${only.name} ${predicates[only.state]}.` : several;
}

const predicates: Readonly<Record<ComponentState, string>> = {
  stopped: 'is stopped',
  starting: 'is starting',
  running: 'is running',
  healthy: 'is healthy',
  degraded: 'is degraded',
  unhealthy: 'is unhealthy',
  failed: 'has failed',
  unavailable: 'is unavailable',
  unknown: 'could not be observed',
};
