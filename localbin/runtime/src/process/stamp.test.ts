import { expect, it } from 'vitest';
import { judge } from './mainProcess.js';
import { parseStamp } from './stamp.js';

const writtenAt = new Date(0);
const parse = (text: string) => parseStamp(text, () => writtenAt);
const stamp = { pid: 42, boot: 'b00t-1d', restarts: 3, start: '128844', writtenAt };

it('reads what the shim writes', () => {
  expect(parse('42 b00t-1d 1:2:c0ffee 3 128844\n')).toEqual({ kind: 'stamp', stamp, place: '1:2:c0ffee' });
  expect(parse('42 - ::c0ffee 0 Fri Nov 21 09:00:00 2025\n')).toEqual({
    kind: 'stamp',
    place: '::c0ffee',
    stamp: { pid: 42, boot: '-', restarts: 0, start: 'Fri Nov 21 09:00:00 2025', writtenAt },
  });
});

it('reads stamps from before they told their place', () => {
  expect(parse('42 b00t-1d 3 128844\n')).toEqual({ kind: 'stamp', stamp });
});

it.each(['', '4', '42 b00t-1d 3 128844'])('takes %j for a stamp that is being written', (text) => {
  expect(parse(text)).toEqual({ kind: 'partial' });
});

it.each(['\n', 'garbage\n', '0 b 0 1\n', '-1 b 0 1\n', '1 b 0 1\n2 b 0 1\n', '99999999999 b 0 1\n', '\0'.repeat(300), '\0\0\n'])(
  'takes %j for a damaged stamp',
  (text) => {
    expect(parse(text)).toEqual({ kind: 'damaged' });
  },
);

it('is of the process with the same pid, start time and boot only', () => {
  const reading = { kind: 'stamp', stamp } as const;
  expect(judge(reading, 'b00t-1d', new Map([[42, '128844']]))).toEqual({ kind: 'alive', stamp });
  expect(judge(reading, 'b00t-1d', new Map([[42, '128845']]))).toEqual({ kind: 'dead', stamp });
  expect(judge(reading, 'b00t-1d', new Map())).toEqual({ kind: 'dead', stamp });
  expect(judge(reading, 'another', new Map([[42, '128844']]))).toEqual({ kind: 'none' });
});
