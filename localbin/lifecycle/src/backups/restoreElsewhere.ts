import { fulfil } from '../fulfil.js';
import type { BackupChoices, RunOptions, RunReport } from '../request.js';
import { underLock } from '../runRequest.js';
import { Session, type Base, type Deadlines } from '../session.js';
import type { Verb } from '../plan.js';
import type { Borrowed } from './restoreSources.js';

export interface ElsewhereRequest {
  readonly names: readonly string[];
  readonly choices: BackupChoices;
  readonly borrowed: Borrowed;
}

/**
 * Restores components in another environment than the one that was backed up, level by level: what they need runs first, restored before or, where
 * the set lacks it, empty. One that fails stops those that need it.
 */
export async function restoreElsewhere(
  there: Base,
  deadlines: Deadlines,
  { names, choices, borrowed }: ElsewhereRequest,
  options: RunOptions,
): Promise<RunReport[]> {
  const { graph } = there;
  const reports: RunReport[] = [];
  const step = async (word: Verb, chosen: readonly string[]): Promise<boolean> => {
    if (chosen.length === 0) return true;
    const session = await Session.open(await there.reread(), options.emit, options.signal, deadlines);
    const request = { ...choices, kind: 'word', word, names: chosen } as const;
    const report = await underLock(session, options, () => fulfil(session, request, options, word === 'restore' ? borrowed : undefined));
    reports.push(report);
    return report.ok;
  };
  for (const level of graph.levels(names)) {
    const needs = graph.closure(level).filter((name) => !level.includes(name));
    if (!(await step('start', needs)) || !(await step('prep', level)) || !(await step('restore', level))) break;
  }
  return reports;
}
