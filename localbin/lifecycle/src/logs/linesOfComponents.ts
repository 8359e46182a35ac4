import { stat } from 'node:fs/promises';
import { redactLines } from '@dust-workspace/environment';
import type { LogOptions } from '@dust-workspace/runtime';
import { hasUnknownSecrets, withheld, type ResolvedInstance } from '../resolveInstances.js';
import type { Session } from '../session.js';
import { followLines } from './followLines.js';
import { linesSince } from './linesSince.js';
import { mergeLines, type LogLine } from './mergeLines.js';
import { timeOfLine, type Zone } from './timeOfLine.js';

/** Those components whose output there is to be read: `names`, or, without any, all that have ever run in the environment. */
export async function componentsWithOutput(session: Session, names: readonly string[]): Promise<string[]> {
  if (names.length > 0) return [...new Set(names)];
  const all = session.all();
  const found = await Promise.all(all.map(({ runDirectory }) => stat(runDirectory).catch(() => undefined)));
  return all.flatMap(({ component }, index) => (found[index] === undefined ? [] : [component.name]));
}

/** Output of a component, oldest line first, without secrets. */
export async function* linesOf(session: Session, name: string, options: LogOptions): AsyncGenerator<string> {
  const { instance, variables } = session.resolved(name);
  if (hasUnknownSecrets({ component: instance.component, variables })) {
    yield withheld;
    return;
  }
  yield* redactLines(session.base.redactor, session.base.runtime.logs(instance, options));
}

export interface TogetherOptions extends LogOptions {
  /** Leaves out what was written before, in milliseconds since 1970, as far as lines say their times. */
  readonly since?: number;
}

/** Output of several components together, without secrets: by the times that lines say, otherwise as they arrive. `tail` holds for each of them. */
export async function* linesOfComponents(session: Session, names: readonly string[], options: TogetherOptions): AsyncGenerator<LogLine> {
  const { since, ...range } = options;
  const outputs = names.map((name) => {
    const lines = timedLines(session, name, range);
    return since === undefined ? lines : linesSince(lines, since, range.follow);
  });
  const [only] = outputs;
  if (only !== undefined && outputs.length === 1) yield* only;
  else yield* options.follow ? followLines(outputs) : mergeLines(outputs);
}

async function* timedLines(session: Session, component: string, options: LogOptions): AsyncGenerator<LogLine> {
  const zone = zoneOf(session.resolved(component));
  for await (const text of linesOf(session, component, options)) {
    const at = timeOfLine(text, zone);
    yield { component, text, ...(at === undefined ? {} : { at }) };
  }
}

function zoneOf({ instance }: ResolvedInstance): Zone {
  return instance.runtime === 'process' ? 'local' : 'utc';
}
