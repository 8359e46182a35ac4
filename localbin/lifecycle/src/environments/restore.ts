import type { Result } from '@dust-workspace/component';
import { planRestore, restoreConfiguration, type RestoredConfiguration } from '@dust-workspace/environment';
import type { Base, Deadlines } from '../session.js';
import { whileLocked, type ConfigurationRun } from './configurationRun.js';

/** Brings an earlier configuration of the environment back, keeping what it replaces. */
export function restoreEnvironmentConfiguration(
  base: Base,
  deadlines: Deadlines,
  at: string | undefined,
  run: ConfigurationRun,
): Promise<Result<RestoredConfiguration>> {
  const { catalog, selection } = base;
  if (run.dryRun === true) return planRestore(catalog.root, selection.environment, at);
  return whileLocked(base, deadlines, run, () => restoreConfiguration(catalog.root, selection.environment, base.now(), at));
}
