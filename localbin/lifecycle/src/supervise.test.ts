import { describe, expect, it } from 'vitest';
import { pace, postponed, superviseOne, type Watched } from './supervise.js';

/** Follows one component through looks of [state, clock] and gives the decisions. */
function follow(...looks: readonly (readonly ['running' | 'exited' | 'orphaned' | 'other', number])[]): string[] {
  let watched: Watched | undefined;
  return looks.map(([state, clock]) => {
    const supervision = superviseOne(state, watched, clock);
    watched = supervision.watched;
    return supervision.decision;
  });
}

describe('supervision', () => {
  it('starts again what it has seen running, after a pause', () => {
    expect(follow(['running', 0], ['exited', 500], ['exited', 1_000], ['exited', 1_500], ['running', 2_000])).toEqual([
      'nothing',
      'nothing',
      'nothing',
      'start',
      'nothing',
    ]);
  });

  it('waits for what a killed one had started to end', () => {
    expect(follow(['running', 0], ['orphaned', 500], ['exited', 1_000], ['exited', 2_000])).toEqual([
      'nothing',
      'nothing',
      'nothing',
      'start',
    ]);
    expect(follow(['orphaned', 0], ['exited', 500], ['exited', 60_000])).toEqual(['nothing', 'nothing', 'nothing']);
  });

  it('leaves alone what it never saw running: that had failed to start', () => {
    expect(follow(['exited', 0], ['exited', 60_000])).toEqual(['nothing', 'nothing']);
  });

  it('doubles the pause with each death', () => {
    expect(
      follow(['running', 0], ['exited', 0], ['exited', 1_000], ['running', 1_100], ['exited', 1_200], ['exited', 3_100], ['exited', 3_200]),
    ).toEqual(['nothing', 'nothing', 'start', 'nothing', 'nothing', 'nothing', 'start']);
  });

  it('forgets deaths after a stretch of calm', () => {
    const dead = superviseOne('exited', { deaths: 5, since: 0 }, 10);
    expect(dead.watched?.retryAt).toBe(10 + pace.most);
    const calm = superviseOne('running', { deaths: 5, since: 0 }, pace.calm + 1);
    expect(calm.watched).toEqual({ deaths: 0, since: 0 });
  });

  it('gives up after too many deaths in a row', () => {
    expect(superviseOne('exited', { deaths: pace.deaths, since: 0 }, 10)).toEqual({ decision: 'give-up' });
  });

  it('tries for ever, but ever less often, what cannot be started', () => {
    const first = postponed({ deaths: 1, since: 0, retryAt: 1_000 }, 1_000);
    expect(first).toEqual({ deaths: 2, since: 0, retryAt: 3_000 });
    const last = Array.from({ length: 50 }).reduce<Watched>((watched) => postponed(watched, 10_000), first);
    expect(last).toEqual({ deaths: pace.deaths - 1, since: 0, retryAt: 10_000 + pace.most });
    expect(superviseOne('exited', last, last.retryAt ?? 0).decision).toBe('start');
  });

  it('forgets what was stopped', () => {
    expect(follow(['running', 0], ['other', 500], ['exited', 1_000], ['exited', 9_000])).toEqual([
      'nothing',
      'nothing',
      'nothing',
      'nothing',
    ]);
  });
});
