import type { Outcome } from '@dust-workspace/lifecycle';
import { expect, it } from 'vitest';
import { exitCodeOf, type Ending } from './exitCodeOf.js';

const outcome = (component: string, kind: Outcome['kind']): Outcome => ({
  ...{ id: `${component}:backup`, verb: 'backup', component, kind },
  detail: '',
  diagnostics: [],
  milliseconds: 1,
});
const whole = { ok: true, outcomes: [outcome('a', 'done')] };
const half = { ok: false, outcomes: [outcome('a', 'done'), outcome('b', 'failed')] };
const nothing = { ok: false, outcomes: [] };
const ending: Ending = { asked: { names: [], verb: 'backup' }, divisible: true, interrupted: false };

it.each([
  ['0 where everything is as asked', whole, ending, 0],
  ['3 where one of two failed', half, ending, 3],
  ['1 where the one that was asked for failed, and only what it needs was done', half, { ...ending, asked: { names: ['b'] } }, 1],
  ['1 where nothing was done', nothing, ending, 1],
  ['1 where a part is worth nothing', half, { ...ending, divisible: false }, 1],
  ['130 where it was interrupted, whatever was done', whole, { ...ending, interrupted: true }, 130],
  ['130 where it was interrupted with a part done', half, { ...ending, interrupted: true }, 130],
])('the exit status is %s', (_, report, how, status) => {
  expect(exitCodeOf(report, how)).toBe(status);
});
