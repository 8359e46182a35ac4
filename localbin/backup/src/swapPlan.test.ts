import { expect, test } from 'vitest';
import type { SwapStep, SwapView } from './swapPlan.js';
import { planAside, planConfirm, planRecover, planRevert, planSwapIn, swapStateOf } from './swapPlan.js';

const everyView: SwapView[] = (['data', 'no-data', 'missing'] as const).flatMap((volume) =>
  [false, true].flatMap((aside) => (['folder', 'none-before', 'missing'] as const).map((replaced) => ({ volume, aside, replaced }))),
);

/** What each step does, on names instead of folders. Each place holds the data that are in it. */
type Disk = Record<'volume' | 'aside' | 'replaced', string | undefined>;

function applied(disk: Disk, step: SwapStep): Disk {
  switch (step.kind) {
    case 'move':
      expect(disk[step.from]).toBeDefined();
      expect(disk[step.to]).toBeUndefined();
      return { ...disk, [step.from]: undefined, [step.to]: disk[step.from] };
    case 'mark':
      return { ...disk, replaced: 'nothing' };
    case 'unmark':
      expect(disk.replaced).toBe('nothing');
      return { ...disk, replaced: undefined };
    case 'discard':
      expect(disk[step.place]).toBeDefined();
      return { ...disk, [step.place]: undefined };
  }
}

function viewOf(disk: Disk): SwapView {
  const replaced = disk.replaced === undefined ? 'missing' : disk.replaced === 'nothing' ? 'none-before' : 'folder';
  return { volume: disk.volume === undefined ? 'missing' : 'data', aside: disk.aside !== undefined, replaced };
}

/** The disk after each number of steps, from none to all: where a kill may leave it. */
function stages(disk: Disk, steps: readonly SwapStep[]): Disk[] {
  return steps.reduce((seen, step) => [...seen, applied(seen.at(-1) ?? disk, step)], [disk]);
}

function stepsOf(result: ReturnType<typeof planSwapIn>): SwapStep[] {
  return result.ok ? result.value : [];
}

test('the states of a restore', () => {
  const state = (view: SwapView): string => `${view.volume}, ${view.aside ? 'aside' : 'nothing'}, ${view.replaced}: ${swapStateOf(view)}`;
  expect(everyView.map(state)).toEqual([
    'data, nothing, folder: swapped',
    'data, nothing, none-before: swapped',
    'data, nothing, missing: none',
    'data, aside, folder: swapped',
    'data, aside, none-before: swapped',
    'data, aside, missing: aside',
    'no-data, nothing, folder: swapped',
    'no-data, nothing, none-before: swapped',
    'no-data, nothing, missing: none',
    'no-data, aside, folder: between',
    'no-data, aside, none-before: between',
    'no-data, aside, missing: aside',
    'missing, nothing, folder: between',
    'missing, nothing, none-before: between',
    'missing, nothing, missing: none',
    'missing, aside, folder: between',
    'missing, aside, none-before: between',
    'missing, aside, missing: aside',
  ]);
});

test('however often commands are killed, recovering ends with the old data or with both', () => {
  for (const old of ['old', undefined]) {
    const start: Disk = { volume: old, aside: 'new', replaced: undefined };
    for (const stage of stages(start, stepsOf(planSwapIn(viewOf(start)))))
      for (const again of stages(stage, planRecover(viewOf(stage))))
        expect([
          { volume: old, aside: undefined, replaced: undefined },
          { volume: 'new', aside: undefined, replaced: old ?? 'nothing' },
        ]).toContainEqual(stages(again, planRecover(viewOf(again))).at(-1));
  }
});

test('reverting ends with the old data wherever it was killed before', () => {
  for (const old of ['old', undefined]) {
    const swapped: Disk = { volume: 'new', aside: undefined, replaced: old ?? 'nothing' };
    for (const stage of stages(swapped, planRevert(viewOf(swapped))))
      expect(stages(stage, planRevert(viewOf(stage))).at(-1)).toEqual({ volume: old, aside: undefined, replaced: undefined });
  }
});

test('confirming lets go of the old data only where the new ones are in place', () => {
  for (const view of everyView) {
    const result = planConfirm(view);
    const expected =
      view.replaced === 'missing'
        ? []
        : view.volume === 'missing' || view.aside
          ? 'refused'
          : [view.replaced === 'folder' ? { kind: 'discard', place: 'replaced' } : { kind: 'unmark' }];
    expect(result.ok ? result.value : 'refused').toEqual(expected);
  }
});

test('recovering never gives up old data, and new ones only where they are not the volume', () => {
  for (const view of everyView) {
    const discarded = planRecover(view).flatMap((step) => (step.kind === 'discard' ? [step.place] : []));
    expect(discarded).not.toContain('replaced');
    if (view.volume === 'data') expect(discarded).not.toContain('volume');
  }
});

test('a restore begins only where none is under way', () => {
  for (const view of everyView) {
    expect(planAside(view).ok).toBe(!view.aside && view.replaced === 'missing');
    if (view.aside) expect(planSwapIn(view).ok).toBe(view.replaced === 'missing');
  }
});
