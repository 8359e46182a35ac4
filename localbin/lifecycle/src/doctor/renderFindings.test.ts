import { describe, expect, it } from 'vitest';
import { plain } from '../paint.js';
import { renderFindings } from './renderFindings.js';

describe('findings', () => {
  it('are told once where several have the same, and counted', () => {
    const text = renderFindings(
      [
        { kind: 'ok', subject: 'host', message: 'Node 22' },
        { kind: 'warning', subject: 'dust-front', message: 'KEY has no value: no models', remedy: 'Set it.' },
        { kind: 'warning', subject: 'dust-front-workers', message: 'KEY has no value: no models', remedy: 'Set it.' },
        { kind: 'warning', subject: 'dust-front', message: 'ID has no value: no login', remedy: 'Set it.' },
        { kind: 'problem', subject: 'db', message: 'broken' },
      ],
      plain,
    );
    expect(text.split('\n')).toEqual([
      'ok       host: Node 22',
      'warning  dust-front, dust-front-workers: KEY has no value: no models',
      'warning  dust-front: ID has no value: no login',
      '         Set it.',
      'problem  db: broken',
      '',
      '1 ok, 3 warnings, 1 problem',
    ]);
  });
});
