import {
  bootstrap,
  composites,
  verbs,
  type BackupChoices,
  type Composite,
  type Verb,
  type RunReport,
  type RunOptions,
  type Workspace,
} from '@dust-workspace/lifecycle';
import type { Face } from './face.js';
import { runRequest } from './runRequest.js';
import type { VerbOptions } from './options.js';

/** Runs a verb or a composite over `names` (none: the whole workspace) and returns the exit status. */
export async function runVerb(face: Face, word: string, names: readonly string[], options: VerbOptions): Promise<number> {
  const command = `dsw ${[word, ...names].join(' ')}`;
  return runRequest(face, command, options, async ({ open, openWorkspace, runOptions }) => {
    if (word === 'bootstrap') {
      const done = await bootstrap(open, runOptions);
      return done.ok ? { ok: true, value: { ...done.value, showStatus: true } } : done;
    }
    const opened = await openWorkspace();
    if (!opened.ok) return opened;
    const known = opened.value.checkNames(names);
    if (!known.ok) return known;
    const report = await perform(opened.value, word, names, options, runOptions);
    return {
      ok: true,
      value: { workspace: opened.value, report, asked: { names, ...(isSingle(word) ? { verb: word } : {}) }, showStatus: word === 'up' },
    };
  });
}

function perform(
  workspace: Workspace,
  word: string,
  names: readonly string[],
  { set, force, consistent, digest, as }: VerbOptions,
  runOptions: RunOptions,
): Promise<RunReport> {
  const choices: BackupChoices = { set, force, consistent, digest };
  if (word === 'drill') return workspace.drill({ ...choices, names }, runOptions);
  if (word === 'restore' && as !== undefined) return workspace.restoreAs({ ...choices, names, as }, runOptions);
  if (!isWord(word)) throw new Error(`${word} is no verb`);
  return workspace.run({ ...choices, kind: 'word', word, names }, runOptions);
}

/** As opposed to words that are made of several verbs. */
function isSingle(word: string): boolean {
  return word === 'drill' || (verbs as readonly string[]).includes(word);
}

function isWord(word: string): word is Verb | Composite {
  return ([...verbs, ...composites] as string[]).includes(word);
}
