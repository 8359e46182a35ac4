import { describe, expect, it } from 'vitest';
import { linesSince } from './linesSince.js';
import type { LogLine } from './mergeLines.js';

const line = (text: string, at?: number): LogLine => ({ component: 'db', text, ...(at === undefined ? {} : { at }) });

async function* output(lines: readonly LogLine[], later: Promise<readonly LogLine[]> = Promise.resolve([])): AsyncGenerator<LogLine> {
  yield* lines;
  yield* await later;
}

async function since(lines: readonly LogLine[], from: number, followed = false): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of linesSince(output(lines), from, followed)) texts.push(text);
  return texts;
}

describe('the lines since a time', () => {
  const lines = [line('banner'), line('old', 10), line('of the old'), line('new', 20), line('of the new'), line('later', 15)];

  it('begin with the first that is not older, and leave out what belongs to those before', async () => {
    expect(await since(lines, 20)).toEqual(['new', 'of the new', 'later']);
    expect(await since(lines, 99)).toEqual([]);
    expect(await since([], 5)).toEqual([]);
  });

  it('are all where the first that says its time is not older, and where none does', async () => {
    expect(await since(lines, 10)).toEqual(lines.map(({ text }) => text));
    expect(await since([line('a'), line('b')], 99)).toEqual(['a', 'b']);
    expect(await since([line('a'), line('b')], 99, true)).toEqual(['a', 'b']);
  });

  it('are all that is new of an output that is followed, whatever it says of its time', async () => {
    let say = (_lines: readonly LogLine[]): void => undefined;
    const later = new Promise<readonly LogLine[]>((resolve) => (say = resolve));
    const seen: string[] = [];
    const followed = linesSince(output([line('banner'), line('old', 1)], later), 50, true);
    const first = followed.next();
    // It is told only when everything that was there has been read.
    setTimeout(() => say([line('said now'), line('said now of long ago', 2)]), 1_000);
    const { value } = (await first) as IteratorYieldResult<LogLine>;
    seen.push(value.text);
    for await (const { text } of followed) seen.push(text);
    expect(seen).toEqual(['said now', 'said now of long ago']);
  });

  it('close the output when nobody wants more', async () => {
    let closed = false;
    const endless = async function* (): AsyncGenerator<LogLine> {
      try {
        for (let at = 0; ; at++) yield line(String(at), at);
      } finally {
        closed = true;
      }
    };
    for await (const { text } of linesSince(endless(), 5, false)) if (text === '7') break;
    expect(closed).toBe(true);
  });
});
