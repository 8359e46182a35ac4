import { describe, expect, it } from 'vitest';
import { findCycles } from './findCycles.js';

function cyclesOf(edges: Record<string, string>): string[] {
  const split = (text: string) => text.split('').filter((character) => character !== ' ');
  return findCycles(new Map(Object.entries(edges).map(([from, to]) => [from, split(to)]))).map((cycle) => cycle.join(''));
}

describe('findCycles', () => {
  it('finds none where there is none', () => {
    expect(cyclesOf({ a: 'b c', b: 'c', c: '', d: 'a z' })).toEqual([]);
  });

  it('finds a component that needs itself', () => {
    expect(cyclesOf({ a: 'a' })).toEqual(['a']);
  });

  it('names only those on the cycle, in order, from the alphabetically first', () => {
    expect(cyclesOf({ a: 'c', c: 'd', d: 'b', b: 'c', e: 'b' })).toEqual(['bcd']);
  });

  it('finds separate cycles separately', () => {
    expect(cyclesOf({ a: 'b', b: 'a', c: 'd', d: 'c a' }).sort()).toEqual(['ab', 'cd']);
  });

  it('tells two cycles through one component apart, each once', () => {
    expect(cyclesOf({ a: 'b c', b: 'a', c: 'a' })).toEqual(['ab', 'ac']);
  });

  it('covers every edge of a knot', () => {
    expect(cyclesOf({ a: 'b', b: 'c a', c: 'a' })).toEqual(['ab', 'abc']);
  });

  it('survives a chain of ten thousand that ends where it began', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => String(index).padStart(5, '0'));
    const edges = new Map(names.map((name, index) => [name, [names[(index + 1) % names.length] ?? '']]));
    expect(findCycles(edges)).toEqual([names]);
  });
});
