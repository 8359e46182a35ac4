import { expect, it } from 'vitest';
import { row } from '../testing/report.js';
import { portsOf } from './ports.js';

it('a port of an application, or one for browsers, is a link while something answers there', () => {
  expect(portsOf(row('console', 'healthy', { kind: 'application', ports: { CONSOLE_PORT: 4_400 } }))).toEqual([
    { purpose: '', number: 4_400, href: 'http://127.0.0.1:4400/' },
  ]);
  expect(portsOf(row('console', 'failed', { kind: 'application', ports: { CONSOLE_PORT: 4_400 } }))).toEqual([
    { purpose: '', number: 4_400, href: undefined },
  ]);
});

it('ports of a component that has several say what they are for', () => {
  expect(portsOf(row('my-queue', 'degraded', { ports: { MY_QUEUE_PORT: 1, MY_QUEUE_UI_PORT: 2, MY_QUEUE_PEER_PORT: 3 } }))).toEqual([
    { purpose: '', number: 1, href: undefined },
    { purpose: 'ui', number: 2, href: 'http://127.0.0.1:2/' },
    { purpose: 'peer', number: 3, href: undefined },
  ]);
});
