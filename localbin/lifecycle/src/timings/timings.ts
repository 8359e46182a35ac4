import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '../events.js';
import type { Plan } from '../plan.js';

/** Milliseconds that operations took when they were last done, by their ids. Only to be shown: nothing is decided by them. */
export type Timings = Readonly<Record<string, number>>;

/** Those of a plan. */
export async function timingsOf(runFolder: string, { operations }: Plan): Promise<Timings> {
  const known = operations.length === 0 ? {} : await readTimings(runFolder);
  return Object.fromEntries(operations.flatMap(({ id }) => (known[id] === undefined ? [] : [[id, known[id]]])));
}

/** What is remembered in the folder of the runs of an environment; nothing where that cannot be read. */
export async function readTimings(runFolder: string): Promise<Timings> {
  try {
    return parsed(await readFile(fileIn(runFolder), 'utf8'));
  } catch {
    return {};
  }
}

/** Remembers how long what was done took, of `components` alone. Where that cannot be written, nothing is remembered. */
export async function rememberTimings(runFolder: string, outcomes: readonly Outcome[], components: ReadonlySet<string>): Promise<void> {
  const before = await readTimings(runFolder);
  const after = timingsAfter(before, outcomes, components);
  if (after === before) return;
  const file = fileIn(runFolder);
  const aside = `${file}.${process.pid}`;
  try {
    if (Object.keys(after).length === 0) return await rm(file, { force: true });
    await writeFile(aside, `${JSON.stringify(after, null, 2)}\n`);
    await rename(aside, file);
  } catch {
    // Next time says less.
  }
}

/** What is known after `outcomes`. Of what is purged nothing is. Pure. */
export function timingsAfter(before: Timings, outcomes: readonly Outcome[], components: ReadonlySet<string>): Timings {
  const done = outcomes.filter(({ kind }) => kind === 'done');
  if (done.length === 0) return before;
  const purged = new Set(done.flatMap(({ verb, component }) => (verb === 'purge' ? [component] : [])));
  const kept = Object.entries(before).filter(([id]) => components.has(componentOf(id)) && !purged.has(componentOf(id)));
  const took = done.flatMap(({ id, verb, milliseconds }) => (verb === 'purge' ? [] : [[id, Math.round(milliseconds)] as const]));
  return Object.fromEntries([...new Map([...kept, ...took])].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function componentOf(id: string): string {
  return id.slice(0, id.lastIndexOf(':'));
}

function parsed(text: string): Timings {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= 0 && entry[1] < Infinity,
    ),
  );
}

function fileIn(runFolder: string): string {
  return join(runFolder, 'timings.json');
}
