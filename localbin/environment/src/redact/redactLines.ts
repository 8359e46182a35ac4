import type { Redactor } from './redactor.js';

/** Hides secrets in lines that come one by one, also those that go over several. */
export interface LineRedaction {
  /** The lines that can be shown by now; a secret of several lines becomes one. */
  push(line: string): string[];
  end(): string[];
}

export function lineRedaction(redactor: Redactor): LineRedaction {
  const stream = redactor.stream();
  let rest = '';
  const complete = (text: string): string[] => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    return lines;
  };
  return {
    push: (line) => complete(stream.push(`${line}\n`)),
    end: () => {
      const lines = complete(stream.end());
      return rest === '' ? lines : [...lines, rest];
    },
  };
}

/** The lines of a sequence without secrets. */
export async function* redactLines(redactor: Redactor, lines: AsyncIterable<string>): AsyncGenerator<string> {
  const redaction = lineRedaction(redactor);
  for await (const line of lines) yield* redaction.push(line);
  yield* redaction.end();
}
