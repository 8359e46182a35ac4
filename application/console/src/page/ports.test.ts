import { expect, it } from 'vitest';
import { leadsTo, purposeOf } from './ports.js';

it('ports of a component that has several say what they are for', () => {
  expect(['MY_QUEUE_PORT', 'MY_QUEUE_UI_PORT', 'MY_QUEUE_PEER_DATA_PORT', 'OTHER_PORT'].map((port) => purposeOf('my-queue', port))).toEqual(
    ['', 'ui', 'peer data', 'other'],
  );
});

it('an address leads to the port that stands in it', () => {
  expect(
    ['http://127.0.0.1:4400', 'http://localhost:4400/ui/', 'http://127.0.0.1:440/', 'nonsense', undefined].map((address) =>
      leadsTo(address, 4_400),
    ),
  ).toEqual([true, true, false, false, false]);
});
