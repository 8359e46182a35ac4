import { expect, test } from 'vitest';
import { isOlder } from './isOlder.js';

test.each([
  ['postgres:16', 'postgres:17'],
  ['postgres:16.9-alpine3.20', 'postgres:17'],
  ['redis:7.2.5', 'redis:7.4-alpine'],
  ['redis:v7.2', 'redis:7.4'],
  ['timescale/timescaledb:2.19.3-pg16', 'timescale/timescaledb:2.19.3-pg17'],
  ['timescale/timescaledb:2.18.0-pg17', 'timescale/timescaledb:2.19.3-pg17'],
  ['timescale/timescaledb:latest-pg16', 'timescale/timescaledb:2.19.3-pg17'],
  ['redis:7.2', 'mirror.example.org/hub/library/redis:7.4'],
  ['redis:9', 'redis:10'],
])('%s is older than %s, and not the other way round', (older, newer) => {
  expect(isOlder(older, newer)).toBe(true);
  expect(isOlder(newer, older)).not.toBe(true);
});

test.each([
  ['postgres:17', 'postgres:17'],
  ['timescale/timescaledb:2.19.3-pg17', 'mirror.example.org/timescale/timescaledb:2.18-pg16'],
  ['redis:7.4-alpine', 'redis:7.4-bookworm'],
  ['redis:7.4-alpine3.19', 'redis:7.4-alpine3.20'],
])('%s is not older than %s', (now, before) => {
  expect(isOlder(now, before)).toBe(false);
});

test.each([
  ['redis', 'redis:7'],
  ['redis:latest', 'redis:latest'],
  ['redis:7', 'redis:7.4'],
  ['redis:7.4', 'valkey/valkey:8.0'],
  ['redis:8.0-rc1', 'redis:8.0'],
  ['own/redis:1234567', 'own/redis:2345678'],
  ['own/redis:abc1234', 'own/redis:9f8e7d6'],
  ['own/redis:20240612', 'own/redis:20250612'],
  [`redis@sha256:${'1'.repeat(64)}`, `redis@sha256:${'2'.repeat(64)}`],
  ['timescale/timescaledb:2.19.3', 'timescale/timescaledb:2.19.3-pg17'],
  ['not an image', 'redis:7'],
])('whether %s is older than %s cannot be told', (now, before) => {
  expect(isOlder(now, before)).toBeUndefined();
  expect(isOlder(before, now)).toBeUndefined();
});

test('an image of which any part is older is older', () => {
  expect(isOlder('timescale/timescaledb:2.20.0-pg16', 'timescale/timescaledb:2.19.3-pg17')).toBe(true);
  expect(isOlder('timescale/timescaledb:2.19.3-pg17', 'timescale/timescaledb:2.20.0-pg16')).toBe(true);
});
