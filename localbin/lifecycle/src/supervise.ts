/** What the supervisor remembers of one component while it lives; losing it costs nothing but the length of a pause. */
export interface Watched {
  /** Deaths in a row without a stretch of calm. */
  readonly deaths: number;
  /** Milliseconds of the clock at which it was first seen running, or seen running again. */
  readonly since: number;
  /** Milliseconds of the clock at which it is to be started again; absent while it runs. */
  readonly retryAt?: number;
}

/** Milliseconds between looks, of calm after which deaths are forgotten, and the bounds of the back-off. */
export const pace = { look: 500, calm: 60_000, first: 1_000, most: 30_000, deaths: 10 } as const;

export interface Supervision {
  readonly decision: 'nothing' | 'start' | 'give-up';
  /** What to remember; absent: nothing. */
  readonly watched?: Watched;
}

/**
 * What to do about one component, given how it is now. Pure.
 * One that was never seen running had failed to start, and is left to people.
 */
export function superviseOne(state: 'running' | 'exited' | 'orphaned' | 'other', watched: Watched | undefined, clock: number): Supervision {
  // Of a server that was killed, what it had started may take a moment to end.
  if (state === 'orphaned') return watched === undefined ? { decision: 'nothing' } : { decision: 'nothing', watched };
  if (state === 'other' || (state === 'exited' && watched === undefined)) return { decision: 'nothing' };
  if (watched === undefined) return { decision: 'nothing', watched: { deaths: 0, since: clock } };
  if (state === 'running') {
    if (watched.retryAt !== undefined) return { decision: 'nothing', watched: { deaths: watched.deaths, since: clock } };
    return { decision: 'nothing', watched: { ...watched, deaths: clock - watched.since > pace.calm ? 0 : watched.deaths } };
  }
  if (watched.retryAt === undefined) {
    if (watched.deaths >= pace.deaths) return { decision: 'give-up' };
    const retryAt = clock + backOff(watched);
    return { decision: 'nothing', watched: { deaths: watched.deaths + 1, since: watched.since, retryAt } };
  }
  return { decision: clock >= watched.retryAt ? 'start' : 'nothing', watched };
}

/** What to remember when starting it again was refused: a broken configuration or a taken port may be mended, so it is tried for ever, but ever less often. */
export function postponed(watched: Watched, clock: number): Watched {
  return { ...watched, deaths: Math.min(watched.deaths + 1, pace.deaths - 1), retryAt: clock + backOff(watched) };
}

function backOff({ deaths }: Watched): number {
  return Math.min(pace.first * 2 ** deaths, pace.most);
}
