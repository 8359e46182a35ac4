import { expect, test } from 'vitest';
import { renderBar, renderTransfer } from './renderTransfer.js';

test('how far data are says amount, rate and time', () => {
  const transfer = { bytes: 120_500_000, expected: 755_000_000, milliseconds: 2_000, ended: false };
  expect(renderTransfer(transfer)).toBe('120.5 MB of 755.0 MB, 60.3 MB/s, 0:02');
  expect(renderTransfer({ ...transfer, ended: true, milliseconds: 3_725_000 })).toBe('120.5 MB, 32.3 kB/s, 1:02:05');
  expect(renderTransfer({ bytes: 0, milliseconds: 0, ended: false })).toBe('0 B, 0:00');
});

test('a bar is filled as far as data are, and never beyond its width', () => {
  const bar = (bytes: number, expected?: number): string =>
    renderBar({ bytes, milliseconds: 0, ended: false, ...(expected === undefined ? {} : { expected }) }, 4);
  expect([bar(0, 100), bar(50, 100), bar(100, 100), bar(300, 100), bar(5)]).toEqual(['░░░░', '██░░', '████', '████', '····']);
});
