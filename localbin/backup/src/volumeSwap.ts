import { lstatSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic, Result } from '@dust-workspace/component';
import { fail, ok, problem, unreachable } from '@dust-workspace/component';
import { syncFolder, writeNewFile } from './durable.js';
import { hasData } from './hasData.js';
import { removeTree } from './removeTree.js';
import type { SwapPlaces } from './swapPlaces.js';
import { swapPlaces } from './swapPlaces.js';
import type { SwapState, SwapStep, SwapView } from './swapPlan.js';
import { planAside, planConfirm, planRecover, planRevert, planSwapIn, swapStateOf } from './swapPlan.js';

/** Called after every change to the file system, with what it was. */
export type OnSwapStep = (step: string) => void;

export interface SwapOutcome {
  /** Where the restore stands now. */
  readonly state: SwapState;
  /** What was put out of the way but could not be deleted. */
  readonly warnings: readonly Diagnostic[];
}

/** Where the new data of a volume are built: beside it, on the same file system. */
export function asideOf(volume: string): string {
  return swapPlaces(volume).aside;
}

/** Makes the empty folder for the new data, with the owner and the permissions of the volume, and returns it. No restore may be under way. */
export async function openAside(volume: string): Promise<Result<string>> {
  const places = swapPlaces(volume);
  const allowed = planAside(viewOf(places));
  if (!allowed.ok) return allowed;
  try {
    await mkdir(places.parent, { recursive: true });
    await mkdir(places.aside, { mode: 0o700 });
    const like = await stat(places.volume).catch(() => undefined);
    if (like !== undefined) await takeAfter(places.aside, like);
    return ok(places.aside);
  } catch (error) {
    return fail(problem('volume-unwritable', `${places.aside} could not be made: ${(error as Error).message}`));
  }
}

/** Where a restore of this volume stands, whatever died meanwhile. Reads only. */
export function observeSwap(volume: string): SwapState {
  return swapStateOf(viewOf(swapPlaces(volume)));
}

/** Where the data of a volume are to be found now: while a restore is between its two renames, beside it. Reads only. */
export function placeOfData(volume: string): string {
  const places = swapPlaces(volume);
  return swapStateOf(viewOf(places)) === 'between' ? places.replaced : volume;
}

/** Makes the data aside the volume and keeps the old data until `confirmSwap` or `revertSwap`. Where it fails the old data are the volume. */
export async function swapIn(volume: string, onStep?: OnSwapStep): Promise<Result<SwapOutcome>> {
  return settle(volume, planSwapIn, onStep);
}

/** Deletes the old data. Nothing to do where there are none. */
export async function confirmSwap(volume: string, onStep?: OnSwapStep): Promise<Result<SwapOutcome>> {
  return settle(volume, planConfirm, onStep);
}

/** Brings the old data back and deletes the new, wherever the restore stands. */
export async function revertSwap(volume: string, onStep?: OnSwapStep): Promise<Result<SwapOutcome>> {
  return settle(volume, (view) => ok(planRevert(view)), onStep);
}

/**
 * What a command does first, after whatever happened to the one before: afterwards the state is `none`, with the old data, or `swapped`, with
 * the new data in place and the old ones waiting for `confirmSwap` or `revertSwap`.
 */
export async function recoverSwap(volume: string, onStep?: OnSwapStep): Promise<Result<SwapOutcome>> {
  return settle(volume, (view) => ok(planRecover(view)), onStep);
}

async function settle(
  volume: string,
  plan: (view: SwapView) => Result<SwapStep[]>,
  onStep: OnSwapStep = () => undefined,
): Promise<Result<SwapOutcome>> {
  const places = swapPlaces(volume);
  const steps = plan(viewOf(places));
  if (!steps.ok) return steps;
  try {
    for (const step of steps.value) await perform(step, places, onStep);
  } catch (error) {
    await recoverFrom(places, onStep);
    return fail(immovable(places, error as Error));
  }
  return ok({ state: swapStateOf(viewOf(places)), warnings: await emptyTrash(places, onStep) });
}

function viewOf({ volume, aside, replaced }: SwapPlaces): SwapView {
  const old = lstatSync(replaced, { throwIfNoEntry: false });
  const view = { aside: exists(aside), replaced: old === undefined ? 'missing' : old.isFile() ? 'none-before' : 'folder' } as const;
  if (!exists(volume)) return { volume: 'missing', ...view };
  // To look for data may take long, and matters only where there are old data and new data aside.
  const matters = view.aside && view.replaced !== 'missing';
  return { volume: !matters || hasData(volume) ? 'data' : 'no-data', ...view };
}

async function perform(step: SwapStep, places: SwapPlaces, onStep: OnSwapStep): Promise<void> {
  switch (step.kind) {
    case 'move':
      if (step.from === 'aside') await syncFolder(places.aside);
      await rename(places[step.from], places[step.to]);
      break;
    case 'mark':
      await writeNewFile(places.replaced, '');
      break;
    case 'unmark':
      await rm(places.replaced);
      break;
    case 'discard':
      await rename(places[step.place], freeTrash(places));
      break;
    default:
      return unreachable(step);
  }
  onStep(step.kind);
  await syncFolder(places.parent);
}

function freeTrash(places: SwapPlaces): string {
  for (let number = 1; ; number++) if (!exists(places.trash(number))) return places.trash(number);
}

/** Half a swap is undone at once; where even that fails, the next command tries again. */
async function recoverFrom(places: SwapPlaces, onStep: OnSwapStep): Promise<void> {
  try {
    for (const step of planRecover(viewOf(places))) await perform(step, places, onStep);
  } catch {
    return;
  }
}

async function emptyTrash(places: SwapPlaces, onStep: OnSwapStep): Promise<Diagnostic[]> {
  const warnings: Diagnostic[] = [];
  const names = await readdir(places.parent).catch(() => []);
  for (const name of names.filter((candidate) => places.isTrash(candidate))) {
    const path = join(places.parent, name);
    try {
      await removeTree(path);
      onStep('delete');
    } catch (error) {
      warnings.push({
        severity: 'warning',
        code: 'volume-not-deleted',
        message: `${path} could not be deleted: ${(error as Error).message}`,
        remedy: 'Nothing needs it any more: delete it.',
      });
    }
  }
  return warnings;
}

async function takeAfter(folder: string, { mode, uid, gid }: { mode: number; uid: number; gid: number }): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    if (process.getuid?.() === 0) await handle.chown(uid, gid);
    await handle.chmod(mode & 0o7777);
  } finally {
    await handle.close();
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function immovable({ volume }: SwapPlaces, error: Error): Diagnostic {
  const code = (error as NodeJS.ErrnoException).code;
  const remedy =
    code === 'EBUSY' || code === 'EXDEV'
      ? 'A mount point cannot be renamed: mount the folder above it, or make the volume a symbolic link to a folder on that file system.'
      : 'Make the folder that it is in writable.';
  return problem('volume-immovable', `the volume ${volume} could not be put in its place: ${error.message}`, remedy);
}
