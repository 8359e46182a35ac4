import { describe, expect, it } from 'vitest';
import { engineProblem } from './dataEngine.js';

describe('data of an engine', () => {
  const here = { name: 'postgresql', version: '15.14' };

  it('go into the same one, a newer one, and another release of the same version', () => {
    expect(['15.14', '15.2', '15.99', '14.1', '9.6'].map((version) => engineProblem('db', { ...here, version }, here))).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });

  it('do not go into an older one', () => {
    expect(engineProblem('db', { name: 'postgresql', version: '17.2' }, here)).toEqual({
      severity: 'error',
      code: 'newer-engine',
      message: 'the backup of db was made by postgresql 17.2, and postgresql 15.14, which is older, runs here',
      remedy: 'Use postgresql 17 or newer. To try it nevertheless: --force.',
    });
  });

  it('do not go into another one', () => {
    expect(engineProblem('db', { name: 'redis', version: '7.0.15' }, here)).toEqual({
      severity: 'error',
      code: 'other-engine',
      message: 'the backup holds data of redis 7.0.15, and db is postgresql 15.14 here',
      remedy: 'It was made of another component that was called db. To try it nevertheless: --force.',
    });
  });
});
