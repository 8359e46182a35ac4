import { mkdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { systemProblem } from './systemProblem.js';

const thrownBy = (action: Promise<unknown>): Promise<unknown> => action.catch((error: unknown) => error);

describe('a refusal of the system', () => {
  it('is told with what to do', async () => {
    expect(systemProblem(await thrownBy(mkdir('/dev/null/below')))).toEqual({
      severity: 'error',
      code: 'system',
      message: "ENOTDIR: not a directory, mkdir '/dev/null/below'",
      remedy: 'Mend that, then run this again.',
    });
  });

  it('for lack of room names the place', () => {
    const error = new Error('ENOSPC: no space left on device, write');
    expect(systemProblem(Object.assign(error, { code: 'ENOSPC', syscall: 'write', path: '/some/file' }))).toEqual({
      severity: 'error',
      code: 'disk-full',
      message: 'the disk is full: /some/file could not be written',
      remedy: 'Make room and run this again.',
    });
  });

  it('is nothing that code of ours throws', () => {
    expect(systemProblem(new TypeError('x is not a function'))).toBeUndefined();
    expect(systemProblem('text')).toBeUndefined();
  });
});
