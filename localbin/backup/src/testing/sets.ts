import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Result, SnapshotWriter } from '@dust-workspace/component';
import { seeded } from '@dust-workspace/component/testing';
import type { ChosenSet } from '../chooseSet.js';
import { chooseSet } from '../chooseSet.js';
import type { SetSummary } from '../setSummary.js';
import type { OpenSetOptions, SetFacts, SetWriter } from '../setWriter.js';
import { openSet } from '../setWriter.js';
import { localStore } from '../stores/localStore.js';

export const noon = new Date('2026-11-21T12:00:00.000Z');

/** Nothing that is worth telling of a set. */
export const facts: SetFacts = { commit: null, consistency: { kind: 'component' }, order: [], plan: [] };

/** Nothing that is worth telling of a snapshot. */
export const info = { runtime: 'process', digest: true };

/** Of a set in a local store, compressed with gzip as every machine can. */
export function options(setsFolder: string, overrides: Partial<OpenSetOptions> = {}): OpenSetOptions {
  const below = seeded(7);
  return {
    store: localStore(setsFolder),
    workspace: 'dust',
    environment: 'local',
    owner: { pid: process.pid, startTime: 'test' },
    clock: () => noon,
    random: () => below(2 ** 30) / 2 ** 30,
    compression: { method: 'gzip' },
    ...overrides,
  };
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

/** The code of each diagnostic; empty for a success. */
export function codesOf(result: Result<unknown>): string[] {
  return result.ok ? [] : result.diagnostics.map(({ code }) => code);
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
    const sink = set.snapshot(component, info);
    await write(sink.writer, 'data', content);
    valueOf(await sink.finish());
  }
  return valueOf(await set.commit(facts));
}

export async function choose(setsFolder: string, components: string[], wanted?: string): Promise<Result<ChosenSet>> {
  return chooseSet({ store: localStore(setsFolder), workspace: 'dust', environment: 'local', components, wanted });
}

export type { SetWriter };

/** Path and permissions of everything below a folder. */
export function listing(folder: string): string[] {
  return execFileSync('find', ['.', '-mindepth', '1', '-printf', '%P %m %y\n'], { cwd: folder }).toString().trim().split('\n').sort();
}

/** All of a stream. */
export async function contentOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
