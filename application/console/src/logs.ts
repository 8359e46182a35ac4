import { fail, ok, type Result } from '@dust-workspace/component';
import type { LogLine } from '@dust-workspace/lifecycle';
import type { LogLineAnswer, LogsAnswer } from './api.js';
import type { Engine } from './engine.js';
import type { EventStream } from './eventStream.js';
import { matcherOf, type LogQuery } from './logQuery.js';
import { noComponent } from './noComponent.js';

/** How many lines from the end are searched, and how many characters of a line are shown. */
const most = { searched: 50_000, characters: 4_000 };

/** The last lines of a component that are wanted. */
export async function readLogs(
  engine: Pick<Engine, 'component' | 'logs'>,
  component: string,
  query: LogQuery,
  signal: AbortSignal,
): Promise<Result<LogsAnswer>> {
  const lines = await open(engine, component, { tail: searched(query), follow: false, signal });
  if (!lines.ok) return lines;
  const matches = matcherOf(query);
  let kept: LogLineAnswer[] = [];
  for await (const line of lines.value) {
    if (!matches(line.text)) continue;
    kept.push(answerOf(line));
    if (kept.length >= 2 * query.tail) kept = kept.slice(-query.tail);
  }
  return ok({ component, lines: kept.slice(-query.tail) });
}

/**
 * Sends the last lines that are wanted, and then those that come, until the reader leaves. It is read no faster than the reader takes it: what comes
 * meanwhile waits in the log itself.
 */
export async function followLogs(
  engine: Pick<Engine, 'component' | 'logs'>,
  component: string,
  query: LogQuery,
  stream: EventStream,
): Promise<void> {
  const { signal } = stream;
  const send = async (line: LogLineAnswer): Promise<void> => {
    stream.send('line', JSON.stringify(line));
    await stream.drained();
  };
  // With a search, the lines that were found are more than those that a log ends with.
  if (query.grep !== undefined) {
    const found = await readLogs(engine, component, query, signal);
    if (found.ok) for (const line of found.value.lines) await send(line);
  }
  const lines = await open(engine, component, { tail: query.grep === undefined ? query.tail : 0, follow: true, signal });
  if (lines.ok) {
    const matches = matcherOf(query);
    for await (const line of lines.value) {
      if (signal.aborted) return;
      if (matches(line.text)) await send(answerOf(line));
    }
  }
  const reason = lines.ok ? 'its output has ended' : (lines.diagnostics[0]?.message ?? '');
  stream.send('end', JSON.stringify({ reason }));
  stream.end();
}

async function open(
  engine: Pick<Engine, 'component' | 'logs'>,
  component: string,
  options: Parameters<Engine['logs']>[1],
): Promise<Result<AsyncIterable<LogLine>>> {
  const facts = await engine.component(component);
  if (!facts.ok) return facts;
  if (facts.value === undefined) return fail(noComponent(component));
  return engine.logs(component, options);
}

function searched({ tail, grep }: LogQuery): number {
  return grep === undefined ? tail : most.searched;
}

function answerOf({ at, text }: LogLine): LogLineAnswer {
  return { at: at ?? null, text: text.length > most.characters ? `${text.slice(0, most.characters)} …` : text };
}
