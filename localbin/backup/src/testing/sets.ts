import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Result, SnapshotWriter } from '@dust-workspace/component';
import { seeded } from '@dust-workspace/component/testing';
import type { ChosenSet } from '../chooseSet.js';
import { chooseSet } from '../chooseSet.js';
import type { SetSummary } from '../setSummary.js';
import type { OpenSetOptions, SetWriter } from '../setWriter.js';
import { openSet } from '../setWriter.js';

export const noon = new Date('2026-11-21T12:00:00.000Z');

export function options(setsFolder: string, overrides: Partial<OpenSetOptions> = {}): OpenSetOptions {
  const owner = { pid: process.pid, startTime: 'test' };
  const below = seeded(7);
  const random = (): number => below(2 ** 30) / 2 ** 30;
  return { setsFolder, workspace: 'dust', environment: 'local', owner, clock: () => noon, random, ...overrides };
}

/** The value, where a failure would be a fault of the test. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
  return result.value;
}

/** `code: message` of each diagnostic; empty for a success. */
export function failuresOf(result: Result<unknown>): string[] {
  return result.ok ? [] : result.diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

export async function write(writer: SnapshotWriter, name: string, content: string | Buffer): Promise<void> {
  await pipeline(Readable.from([content]), writer.file(name));
}

/** A set with one file `data` for each component. */
export async function makeSet(
  setsFolder: string,
  contents: Record<string, string>,
  overrides: Partial<OpenSetOptions> = {},
): Promise<SetSummary> {
  const set = valueOf(await openSet(options(setsFolder, overrides)));
  for (const [component, content] of Object.entries(contents)) {
    const sink = set.snapshot(component, { runtime: 'process' });
    await write(sink.writer, 'data', content);
    valueOf(await sink.finish());
  }
  return valueOf(await set.commit());
}

export async function choose(setsFolder: string, components: string[], wanted?: string): Promise<Result<ChosenSet>> {
  const base = { setsFolder, workspace: 'dust', environment: 'local', components };
  return chooseSet(wanted === undefined ? base : { ...base, wanted });
}

export type { SetWriter };

/** Path and permissions of everything below a folder. */
export function listing(folder: string): string[] {
  return execFileSync('find', ['.', '-mindepth', '1', '-printf', '%P %m %y\n'], { cwd: folder }).toString().trim().split('\n').sort();
}
