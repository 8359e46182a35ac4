import type { Box } from './layout.js';

const directions = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const;
export type Arrow = keyof typeof directions;

export function isArrow(key: string): key is Arrow {
  return key in directions;
}

/** The nearest box in a direction: what lies aside counts three times as far. Undefined at the edge. */
export function neighbour(boxes: ReadonlyMap<string, Box>, from: string, arrow: Arrow): string | undefined {
  const start = boxes.get(from);
  if (start === undefined) return boxes.keys().next().value;
  const [dx, dy] = directions[arrow];
  let nearest: { readonly name: string; readonly distance: number } | undefined;
  for (const [name, box] of boxes) {
    const [right, down] = [box.x - start.x, box.y - start.y];
    const ahead = right * dx + down * dy;
    const aside = Math.abs(right * dy) + Math.abs(down * dx);
    const distance = ahead + 3 * aside;
    if (ahead > 0 && name !== from && (nearest === undefined || distance < nearest.distance)) nearest = { name, distance };
  }
  return nearest?.name;
}
