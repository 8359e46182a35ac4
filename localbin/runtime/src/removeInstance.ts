import { rm } from 'node:fs/promises';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import type { Instance, Runtime } from './runtime.js';

/** Removes the run folder of an instance of which nothing runs. */
export async function removeInstance(instance: Instance, observe: Runtime['observe']): Promise<Result<void>> {
  const { name } = instance.component;
  const state = (await observe([instance])).get(name);
  if (state?.kind === 'running' || state?.kind === 'orphaned' || state?.kind === 'unknown')
    return fail(
      problem('still-running', `${name} cannot be removed: ${state.kind === 'unknown' ? state.reason : 'it runs'}`, 'Stop it first.'),
    );
  try {
    await rm(instance.runDirectory, { recursive: true, force: true });
    return ok();
  } catch (error) {
    return fail(problem('not-removed', `the run folder of ${name} cannot be removed: ${(error as Error).message}`));
  }
}
