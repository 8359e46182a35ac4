import { afterEach, beforeEach } from 'vitest';
import { makeProcessHarness, type ProcessHarness } from './processHarness.js';

/** A fresh process harness for each test of the file or block, which fails a test that leaves a process running. */
export function useProcessHarness(options: Parameters<typeof makeProcessHarness>[0] = {}): () => ProcessHarness {
  let current: ProcessHarness | undefined;
  beforeEach(async () => {
    current = await makeProcessHarness(options);
  });
  afterEach(async () => {
    await current?.dispose();
    current = undefined;
  });
  return () => {
    if (current === undefined) throw new Error('there is a harness only while a test runs');
    return current;
  };
}
