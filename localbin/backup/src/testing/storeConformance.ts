import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from '../stores/store.js';
import { filesConform } from './storeFilesConform.js';
import { setsConform } from './storeSetsConform.js';
import { stampsConform } from './storeStampsConform.js';

/** What a store provides so that the conformance suite can be run against it. */
export interface StoreHarness {
  /** The store as another command would open it: it shares nothing with earlier ones but what is kept. */
  store(): Store;
  /** Puts something there that is no set, and returns what the warning about it must name. */
  stranger(): Promise<string>;
  /** Removes everything that the harness has made. */
  dispose(): Promise<void>;
}

/** How the parts of the suite reach the harness of the test that runs. */
export type CurrentHarness = () => StoreHarness;

/**
 * What every store must do, wherever it keeps its sets: the contract of `Store`, as tests. Each test gets a harness of its own, in which there are
 * no sets. Call it at the top level of a test file.
 */
export function storeConformance(name: string, makeHarness: () => Promise<StoreHarness>): void {
  describe(`the ${name} store conforms:`, () => {
    let current: StoreHarness | undefined;
    beforeEach(async () => {
      current = await makeHarness();
    });
    afterEach(async () => {
      await current?.dispose();
      current = undefined;
    });
    const harness: CurrentHarness = () => {
      if (current === undefined) throw new Error('there is a harness only while a test runs');
      return current;
    };
    setsConform(harness);
    filesConform(harness);
    stampsConform(harness);
  });
}
