/** A line of a component, and when it was written where it says so, in milliseconds since 1970. */
export interface LogLine {
  readonly component: string;
  readonly text: string;
  readonly at?: number;
}

/**
 * Many outputs as one, by the times of their lines. The lines of one output keep their order: one without a time belongs to the one before, and what
 * comes before the first that has one comes first.
 */
export async function* mergeLines(outputs: readonly AsyncIterable<LogLine>[]): AsyncGenerator<LogLine> {
  const iterators = outputs.map((output) => output[Symbol.asyncIterator]());
  const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
  const order = new Order(outputs.length);
  try {
    for (;;) {
      const next = order.first(heads.map((head) => (head.done === true ? undefined : head.value)));
      const [head, iterator] = [heads[next], iterators[next]];
      if (head === undefined || iterator === undefined || head.done === true) return;
      yield order.take(next, head.value);
      heads[next] = await iterator.next();
    }
  } finally {
    await Promise.all(iterators.map(async (iterator) => iterator.return?.()));
  }
}

/** As `mergeLines`, for what is there already. Pure. */
export function mergeBatch(outputs: readonly (readonly LogLine[])[]): LogLine[] {
  const order = new Order(outputs.length);
  const taken = outputs.map(() => 0);
  const merged: LogLine[] = [];
  for (;;) {
    const next = order.first(outputs.map((lines, index) => lines[taken[index] ?? 0]));
    const line = outputs[next]?.[taken[next] ?? 0];
    if (line === undefined) return merged;
    merged.push(order.take(next, line));
    taken[next] = (taken[next] ?? 0) + 1;
  }
}

class Order {
  /** The time of the last line that was taken of each output. */
  readonly #times: number[];

  constructor(outputs: number) {
    this.#times = Array.from({ length: outputs }, () => -Infinity);
  }

  /** Which output goes on: that of the earliest line, or of the first of them. -1 where there is no line. */
  first(heads: readonly (LogLine | undefined)[]): number {
    let found = -1;
    let earliest = Infinity;
    heads.forEach((head, index) => {
      if (head === undefined) return;
      const time = head.at ?? this.#times[index] ?? -Infinity;
      if (found !== -1 && time >= earliest) return;
      found = index;
      earliest = time;
    });
    return found;
  }

  take(output: number, line: LogLine): LogLine {
    this.#times[output] = line.at ?? this.#times[output] ?? -Infinity;
    return line;
  }
}
