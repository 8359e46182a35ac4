import { expect, test } from 'vitest';
import { PullProgress, type PullEvent } from './pullProgress.js';

function linesAfter(events: readonly PullEvent[]): string[] {
  const progress = new PullProgress('redis:7');
  return events.flatMap((event) => progress.after(event) ?? []);
}

function layer(id: string, status: string, current?: number, total?: number): PullEvent {
  return { id, status, progressDetail: { ...(current !== undefined && { current }), ...(total !== undefined && { total }) } };
}

test('all layers are counted together, and told about when something has changed', () => {
  const lines = linesAfter([
    { status: 'Pulling from library/redis', id: '7' },
    layer('a', 'Pulling fs layer'),
    layer('b', 'Pulling fs layer'),
    layer('c', 'Already exists'),
    layer('b', 'Waiting'),
    layer('a', 'Downloading', 1_000_000, 100_000_000),
    layer('a', 'Downloading', 2_000_000, 100_000_000),
    layer('a', 'Downloading', 30_000_000, 100_000_000),
    layer('b', 'Downloading', 10_000_000, 200_000_000),
    layer('b', 'Downloading', 11_000_000, 200_000_000),
    layer('b', 'Downloading', 100_000_000, 200_000_000),
    layer('a', 'Download complete'),
    layer('b', 'Verifying Checksum'),
    layer('b', 'Download complete'),
    layer('a', 'Extracting', 50_000_000, 100_000_000),
    layer('a', 'Pull complete'),
    layer('b', 'Pull complete'),
    { status: 'Digest: sha256:1234' },
  ]);
  expect(lines).toEqual([
    'pulling redis:7: 1 of at least 100 MB',
    'pulling redis:7: 30 of at least 100 MB',
    'pulling redis:7: 130 of 300 MB',
    'pulling redis:7: 200 of 300 MB',
    'unpacking redis:7: 0 of 300 MB',
    'unpacking redis:7: 50 of 300 MB',
    'unpacking redis:7: 100 of 300 MB',
    'unpacking redis:7: 300 of 300 MB',
  ]);
});

test('a layer that broke off is no end of the download', () => {
  const lines = linesAfter([
    layer('a', 'Pulling fs layer'),
    layer('a', 'Downloading', 60_000, 60_000),
    layer('a', 'Retrying in 5 seconds'),
    layer('a', 'Retrying in 4 seconds'),
    layer('a', 'Downloading', 20_000, 60_000),
    layer('a', 'Download complete'),
  ]);
  expect(lines).toEqual([
    'pulling redis:7: 60 of 60 kB',
    'pulling redis:7: the registry broke off, trying again',
    'pulling redis:7: 20 of 60 kB',
    'unpacking redis:7: 0 of 60 kB',
  ]);
});

test('layers too small to be seen coming are no reason to wait', () => {
  const lines = linesAfter([
    layer('a', 'Pulling fs layer'),
    layer('b', 'Pulling fs layer'),
    layer('a', 'Download complete'),
    layer('b', 'Downloading', 6_000_000_000, 12_000_000_000),
  ]);
  expect(lines).toEqual(['pulling redis:7: 6 of 12 GB']);
});

test('an engine that tells nothing of its layers gives no lines', () => {
  expect(linesAfter([{ status: 'Pulling' }, { id: 'a', status: 'Pull complete' }, {}])).toEqual([]);
});
