import { expect, it } from 'vitest';
import { parsePolicy } from './parsePolicy.js';
import { describePolicy, emptyPolicy } from './policy.js';

const origin = 'env/project.env';
const range = { start: { line: 3, column: 24 }, end: { line: 3, column: 27 } };

it('a policy is read from its lines', () => {
  const policy = parsePolicy({ last: { text: '3', origin }, daily: { text: '07', origin }, within: { text: '14d2h', origin } });
  expect(policy).toEqual({ ok: true, value: { ...emptyPolicy, last: 3, daily: 7, within: { years: 0, months: 0, days: 14, hours: 2 } } });
  expect(policy.ok && describePolicy(policy.value)).toBe('last 3, daily 7, within 14d2h');
});

it('a policy of nothing is empty', () => {
  expect(parsePolicy({})).toEqual({ ok: true, value: emptyPolicy });
  expect(parsePolicy({ last: { text: '0', origin }, within: { text: '0d', origin } })).toEqual({ ok: true, value: emptyPolicy });
});

it('every line that makes no sense is refused, where it stands', () => {
  const place = { file: 'env/project.env', range };
  expect(
    parsePolicy({
      last: { text: 'all', origin, place },
      weekly: { text: '-1', origin: '--keep-weekly' },
      within: { text: '7 days', origin, place },
    }),
  ).toEqual({
    ok: false,
    diagnostics: [
      {
        severity: 'error',
        code: 'retention-policy',
        message: '"all" is no number of sets (DSW_BACKUP_KEEP_LAST from env/project.env)',
        remedy: 'Write a whole number, as 7.',
        ...place,
      },
      {
        severity: 'error',
        code: 'retention-policy',
        message: '"-1" is no number of sets (DSW_BACKUP_KEEP_WEEKLY from --keep-weekly)',
        remedy: 'Write a whole number, as 7.',
      },
      {
        severity: 'error',
        code: 'retention-policy',
        message: '"7 days" is no length of time (DSW_BACKUP_KEEP_WITHIN from env/project.env)',
        remedy: 'Write years, months, days and hours, as 1y5m7d2h.',
        ...place,
      },
    ],
  });
});
