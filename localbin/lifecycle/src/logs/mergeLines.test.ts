import { describe, expect, it } from 'vitest';
import { followLines } from './followLines.js';
import { mergeBatch, mergeLines, type LogLine } from './mergeLines.js';

const line = (component: string, text: string, at?: number): LogLine => ({ component, text, ...(at === undefined ? {} : { at }) });

const db = [line('db', 'banner'), line('db', 'starts', 10), line('db', 'detail of that'), line('db', 'ready', 40)];
const app = [line('app', 'starts', 20), line('app', 'stack', 30), line('app', 'of that'), line('app', 'again', 35)];
const silent: LogLine[] = [];
const timeless = [line('x', 'one'), line('x', 'two')];
const together = ['banner', 'one', 'two', 'starts', 'detail of that', 'starts', 'stack', 'of that', 'again', 'ready'];

async function* output(lines: readonly LogLine[]): AsyncGenerator<LogLine> {
  for (const one of lines) {
    await Promise.resolve();
    yield one;
  }
}

async function all(lines: AsyncIterable<LogLine>): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of lines) texts.push(text);
  return texts;
}

describe('several outputs', () => {
  it('become one by the times of their lines, each in its own order', async () => {
    const outputs = [db, app, silent, timeless];
    expect(mergeBatch(outputs).map(({ text }) => text)).toEqual(together);
    expect(await all(mergeLines(outputs.map(output)))).toEqual(together);
  });

  it('keep their own order where their times do not', () => {
    const jumps = [line('a', 'late', 50), line('a', 'early', 5)];
    expect(mergeBatch([jumps, [line('b', 'middle', 20)]]).map(({ text }) => text)).toEqual(['middle', 'late', 'early']);
  });

  it('are none where there are none', async () => {
    expect(mergeBatch([])).toEqual([]);
    expect(await all(mergeLines([]))).toEqual([]);
    expect(await all(followLines([]))).toEqual([]);
  });

  it('are closed when nobody wants more of them', async () => {
    let closed = 0;
    const endless = async function* (): AsyncGenerator<LogLine> {
      try {
        for (let at = 0; ; at++) yield line('a', String(at), at);
      } finally {
        closed += 1;
      }
    };
    for await (const { text } of mergeLines([endless(), endless()])) if (text === '3') break;
    expect(closed).toBe(2);
  });
});

describe('outputs that are followed', () => {
  it('come by their times as far as they are there, then as they arrive', async () => {
    let arrive = (_line: LogLine): void => undefined;
    const later = new Promise<LogLine>((resolve) => (arrive = resolve));
    const going = async function* (): AsyncGenerator<LogLine> {
      yield* output(db);
      yield await later;
    };
    const seen: string[] = [];
    for await (const { text } of followLines([going(), output(app), output(timeless)])) {
      seen.push(text);
      if (text === 'ready') arrive(line('db', 'of long ago, but told now', 1));
    }
    expect(seen).toEqual([...together, 'of long ago, but told now']);
  });

  it('come whole, however many lines arrive at once', async () => {
    const many = Array.from({ length: 20_000 }, (_, at) => line('a', String(at), at));
    expect(await all(followLines([output(many)]))).toHaveLength(20_000);
  });

  it('end with the failure of one of them', async () => {
    const failing = async function* (): AsyncGenerator<LogLine> {
      yield line('a', 'said before', 1);
      await Promise.reject(new Error('the disk is gone'));
    };
    await expect(all(followLines([failing()]))).rejects.toThrow('the disk is gone');
  });
});
