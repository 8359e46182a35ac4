import { describe, expect, it } from 'vitest';
import { statusWith } from '../testing/status.js';
import { noticesOf } from './notices.js';

const noon = new Date(2025, 0, 1, 12).getTime();
const at = new Date(noon).toISOString();

describe('the notices', () => {
  it('are none when all is as it should be', () => {
    expect(noticesOf(statusWith(), undefined)).toEqual([]);
  });

  it('say since when the console has not answered', () => {
    expect(noticesOf(undefined, noon)).toEqual([
      {
        tone: 'bad',
        text: 'The console has not answered since 12:00:00. What is shown is from before.',
        remedy: 'It is asked again every few seconds. Start it with: dsw start console',
      },
    ]);
  });

  it('show a problem in a manifest with its place', () => {
    const range = { start: { line: 4, column: 3 }, end: { line: 4, column: 7 } };
    const diagnostics = [
      {
        severity: 'warning' as const,
        code: 'x',
        message: 'unknown key',
        remedy: 'Remove it',
        file: 'platform/redis/component.yaml',
        range,
      },
    ];
    expect(noticesOf(statusWith({ diagnostics }), undefined)).toEqual([
      { tone: 'warning', text: 'platform/redis/component.yaml:4:3: unknown key', remedy: 'Remove it' },
    ]);
  });

  it('say how old the states are when the workspace cannot be observed', () => {
    const diagnostics = [{ severity: 'error' as const, code: 'x', message: 'the workspace could not be observed' }];
    expect(noticesOf(statusWith({ at, diagnostics }), undefined)).toEqual([
      { tone: 'bad', text: 'the workspace could not be observed (the states are from 12:00:00)' },
    ]);
  });

  it('say that timescale is away and what becomes of the samples', () => {
    const database = {
      state: 'away' as const,
      storage: null,
      since: at,
      reason: 'nothing answers at its address',
      buffered: 12,
      dropped: 3,
    };
    expect(noticesOf(statusWith({ database }), undefined)).toEqual([
      {
        tone: 'warning',
        text: 'timescale is away since 12:00:00: nothing answers at its address.',
        remedy: 'The history goes on in memory (12 samples wait, 3 were dropped) and is stored when it returns.',
      },
    ]);
  });
});
