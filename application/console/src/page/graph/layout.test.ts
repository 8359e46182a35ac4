import { describe, expect, it } from 'vitest';
import { manyStatus, scenarioStatus } from '../../testing/scenario.js';
import { layoutGraph, type Box } from './layout.js';
import { neighbour } from './neighbour.js';

const { components, dependencies } = scenarioStatus();
const names = components.map(({ name }) => name);

describe('the layout of the graph', () => {
  const layout = layoutGraph(names, dependencies);
  const box = (name: string): Box => layout.boxes.get(name)!;

  it('puts everything to the right of what it depends on, and nothing upon another', () => {
    expect([...layout.boxes.keys()].sort()).toEqual([...names].sort());
    for (const { from, to } of layout.edges) expect(box(from).x + box(from).width).toBeLessThan(box(to).x);
    for (const [name, one] of layout.boxes)
      for (const [other, two] of layout.boxes) if (name !== other) expect(overlap(one, two), `${name} and ${other}`).toBe(false);
  });

  it('draws one line for each need and each want, from side to side', () => {
    expect(layout.edges.map(({ from, to, optional }) => `${from} ${to} ${optional}`).sort()).toEqual(
      dependencies.flatMap(({ component, needs }) => needs.map((need) => `${need.component} ${component} ${need.optional}`)).sort(),
    );
    for (const { from, to, path } of layout.edges) {
      expect(path.startsWith(`M${box(from).x + box(from).width} `)).toBe(true);
      expect(path).toContain(` ${box(to).x - 2} `);
    }
  });

  it('stays within its size', () => {
    for (const { x, y, width, height } of layout.boxes.values()) {
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(layout.width);
      expect(y + height).toBeLessThanOrEqual(layout.height);
    }
  });

  it('takes a hundred, none, and names that nothing is known of', () => {
    const many = manyStatus(100);
    expect(
      layoutGraph(
        many.components.map(({ name }) => name),
        many.dependencies,
      ).boxes.size,
    ).toBe(100);
    expect(layoutGraph([], [])).toEqual({ width: 0, height: 0, boxes: new Map(), edges: [] });
    expect([...layoutGraph(['a', 'b'], [{ component: 'gone', needs: [] }]).boxes.keys()]).toEqual(['a', 'b']);
  });
});

it('an arrow leads to the nearest in its direction', () => {
  const boxes = new Map([
    ['a', at(0, 0)],
    ['b', at(0, 60)],
    ['c', at(220, 10)],
    ['d', at(220, 400)],
  ]);
  expect(neighbour(boxes, 'a', 'ArrowDown')).toBe('b');
  expect(neighbour(boxes, 'a', 'ArrowRight')).toBe('c');
  expect(neighbour(boxes, 'c', 'ArrowLeft')).toBe('a');
  expect(neighbour(boxes, 'c', 'ArrowDown')).toBe('d');
  expect(neighbour(boxes, 'a', 'ArrowUp')).toBeUndefined();
  expect(neighbour(boxes, 'gone', 'ArrowUp')).toBe('a');
});

function at(x: number, y: number): Box {
  return { x, y, width: 160, height: 46 };
}

function overlap(one: Box, two: Box): boolean {
  return one.x < two.x + two.width && two.x < one.x + one.width && one.y < two.y + two.height && two.y < one.y + one.height;
}
