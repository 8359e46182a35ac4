import { bootstrap, composites, verbs, type Composite, type Verb } from '@dust-workspace/lifecycle';
import type { Face } from './face.js';
import { runRequest } from './runRequest.js';
import type { VerbOptions } from './options.js';

/** Runs a verb or a composite over `names` (none: the whole workspace) and returns the exit status. */
export async function runVerb(face: Face, word: string, names: readonly string[], options: VerbOptions): Promise<number> {
  if (!isWord(word)) throw new Error(`${word} is no verb`);
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
    const report = await opened.value.run(
      { kind: 'word', word, names, ...(options.set === undefined ? {} : { set: options.set }) },
      runOptions,
    );
    return { ok: true, value: { workspace: opened.value, report, showStatus: word === 'up' } };
  });
}

function isWord(word: string): word is Verb | Composite {
  return ([...verbs, ...composites] as string[]).includes(word);
}
