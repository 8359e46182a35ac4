import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Result } from '@dust-workspace/component';
import { seeded } from '@dust-workspace/component/testing';
import type { SetOwner } from '../setOwner.js';
import type { BeginOptions, SetSink, Store, StoredManifest } from '../stores/store.js';

export const noon = new Date('2026-11-21T12:00:00.000Z');
export const owner: SetOwner = { pid: process.pid, startTime: 'now/then, %41' };

const below = seeded(7);

export function beginOptions(overrides: Partial<BeginOptions> = {}): BeginOptions {
  return { owner, now: noon, random: () => below(2 ** 30) / 2 ** 30, ...overrides };
}

/** A store does not look into manifests. */
export function manifestOf(content: Buffer | string): StoredManifest {
  const bytes = Buffer.from(content);
  return { content: bytes, checksum: `${createHash('sha256').update(bytes).digest('hex')}  manifest.json\n` };
}

/** A committed set with these files and a manifest that names them. */
export async function keepSet(
  store: Store,
  files: Record<string, Buffer | string>,
  overrides: Partial<BeginOptions> = {},
): Promise<string> {
  const sink = got(await store.begin(beginOptions(overrides)));
  for (const [path, content] of Object.entries(files)) await put(sink, path, content);
  got(await sink.commit(manifestOf(JSON.stringify(Object.keys(files)))));
  return sink.id;
}

/** Stores a file, whole. */
export async function put(sink: SetSink, path: string, content: Buffer | string): Promise<void> {
  const file = sink.file(path);
  await pipeline(Readable.from(content.length === 0 ? [] : [Buffer.from(content)]), file.input);
  const outcome = await file.outcome;
  if (outcome.kind !== 'stored') throw new Error(`${path} was not stored: ${JSON.stringify(outcome)}`);
}

export async function bytesOf(store: Store, id: string, path: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of store.read(id, path)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The value, where a failure would be a fault of the store. */
export function got<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return result.value;
}

/** The codes of the diagnostics; empty for a success. */
export function codesOf(result: Result<unknown>): string[] {
  return result.ok ? [] : result.diagnostics.map(({ code }) => code);
}
