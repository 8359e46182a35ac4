import { describe, expect, it } from 'vitest';
import { placeIn, strayErrors } from './strayErrors.js';

/** An error as code below a folder would throw it. */
function errorFrom(file: string): Error {
  return Object.assign(new Error('lost'), { stack: `Error: lost\n    at init (${file}:3:7)\n    at process.processTicksAndRejections` });
}

describe('an error that nobody catches', () => {
  it('goes to whose code threw it', async () => {
    const [first, second] = [strayErrors('/workspace/platform/a'), strayErrors('/workspace/platform/b')];
    const error = errorFrom('file:///workspace/platform/b/index.js');
    process.emit('uncaughtException', error);
    await expect(second.thrown).rejects.toBe(error);
    first.ignore();
    second.ignore();
  });

  it('ends the program when it is in no such code', () => {
    const stray = strayErrors('/workspace/platform/a');
    const error = errorFrom('/workspace/platform/another/index.js');
    expect(() => process.emit('uncaughtException', error)).toThrow(error);
    stray.ignore();
  });

  it('is placed by the first line in that code', () => {
    expect(placeIn('/work space/a', errorFrom('file:///work%20space/a/index.js'))).toBe('at init (file:///work%20space/a/index.js:3:7)');
    expect(placeIn('/workspace/a', errorFrom('/workspace/ab/index.js'))).toBeUndefined();
    expect(placeIn('/workspace/a', 'no error')).toBeUndefined();
  });
});
