import { describe, expect, it } from 'vitest';
import { askProgram } from './askProgram.js';
import { nodeStarts } from './nodeStarts.js';

const asked = { processEnv: { PATH: process.env['PATH'] }, deadline: 60_000 };

describe('asking a program', () => {
  it('gets what it says, wherever it says it', async () => {
    expect(await askProgram('sh', ['-c', 'echo 1.2; echo warning >&2'], asked)).toEqual({ kind: 'said', text: '1.2' });
    expect(await askProgram('sh', ['-c', 'echo 1.2 >&2'], asked)).toEqual({ kind: 'said', text: '1.2' });
  });

  it('says why there is no answer', async () => {
    expect(await askProgram('no-such-program', [], asked)).toEqual({ kind: 'missing' });
    expect(await askProgram('sh', ['-c', 'exit 3'], asked)).toEqual({ kind: 'failed', reason: 'it ended with 3' });
    expect(await askProgram('sleep', ['infinity'], { ...asked, deadline: 200 })).toEqual({
      kind: 'failed',
      reason: 'it did not answer within 0.2 s',
    });
  });
});

describe('starting Node', () => {
  it('is timed with the variables and without them', async () => {
    const processEnv = { ...asked.processEnv, NODE_OPTIONS: '--no-warnings' };
    expect(await nodeStarts(['NODE_OPTIONS'], { ...asked, processEnv })).toEqual({ asIs: expect.any(Number), without: expect.any(Number) });
    expect(await nodeStarts(['OTHER'], { ...asked, processEnv: { NODE_OPTIONS: '--no-such-option' } })).toBeUndefined();
  });
});
