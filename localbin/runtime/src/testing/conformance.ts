import { afterEach, beforeEach, describe } from 'vitest';
import { commandsConform } from './conformCommands.js';
import { lifeConforms } from './conformLife.js';
import { outputConforms } from './conformOutput.js';
import { survivalConforms } from './conformSurvival.js';
import { usageConforms } from './conformUsage.js';
import { terminalConforms } from './conformTerminal.js';
import type { ConformanceHarness, WorldTraits } from './harness.js';

/** How the parts of the suite reach the harness of the test that runs. */
export type CurrentHarness = () => ConformanceHarness;

/**
 * What every driver must do, whatever it drives: the contract of `Runtime`, as tests. Each test gets a harness of its own, and the harness
 * disposes of everything after it. Call it at the top level of a test file.
 */
export function runtimeConformance(name: string, traits: WorldTraits, makeHarness: () => Promise<ConformanceHarness>): void {
  describe(`the ${name} runtime conforms:`, () => {
    let current: ConformanceHarness | undefined;
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
    lifeConforms(harness, traits);
    commandsConform(harness, traits);
    terminalConforms(harness);
    outputConforms(harness);
    survivalConforms(harness);
    usageConforms(harness);
  });
}
