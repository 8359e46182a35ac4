import { describe, expect, it } from 'vitest';
import { plain } from '../paint.js';
import type { Finding } from './finding.js';
import { renderFindings } from './renderFindings.js';

const findings: readonly Finding[] = [
  { kind: 'ok', group: 'machine', subject: 'node', message: 'Node 22' },
  { kind: 'warning', group: 'components', subject: 'front', message: 'KEY has no value: no models', remedy: 'Set it.' },
  { kind: 'warning', group: 'components', subject: 'workers', message: 'KEY has no value: no models', remedy: 'Set it.' },
  { kind: 'warning', group: 'components', subject: 'front', message: 'ID has no value: no login', remedy: 'Set it.' },
  {
    kind: 'problem',
    group: 'components',
    subject: 'db',
    message: 'broken',
    why: 'it matters',
    remedy: 'one\ntwo',
    mends: [{ kind: 'settle' }],
  },
];

describe('findings', () => {
  it('are told by what they are about, once where several have the same, and counted', () => {
    expect(renderFindings(findings, plain).split('\n')).toEqual([
      'this machine',
      '  ok       node: Node 22',
      '',
      'components',
      '  warning  front, workers: KEY has no value: no models',
      '  warning  front: ID has no value: no login',
      '           -> Set it.',
      '  problem  db: broken',
      '           why: it matters',
      '           -> one',
      '           -> two',
      '',
      '1 ok, 3 warnings, 1 problem; dsw doctor --fix mends 1 of them',
    ]);
  });

  it('fit into the terminal', () => {
    const long: Finding = {
      kind: 'warning',
      group: 'machine',
      subject: 'disk',
      message: 'there is hardly any room left',
      why: 'databases stop',
      remedy: 'dsw backup-prune --confirm',
    };
    expect(renderFindings([long], plain, 36).split('\n').slice(0, 6)).toEqual([
      'this machine',
      '  warning  disk: there is hardly any',
      '           room left',
      '           why: databases stop',
      '           -> dsw backup-prune',
      '           --confirm',
    ]);
  });
});
