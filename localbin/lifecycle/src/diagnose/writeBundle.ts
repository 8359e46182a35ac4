import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatBytes, writeFileBundle, type BundledFile } from '@dust-workspace/backup';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { timestampOf } from '@dust-workspace/environment';
import { look } from '../doctor/seen.js';
import type { Redact } from '../redactOutput.js';
import type { Part } from './part.js';
import { maskSuspicious, maskSuspiciousIn } from './secondNet.js';

export interface BundleRequest {
  readonly environment: string;
  /** Where it is to be: a folder, or the name of the file. Absolute. */
  readonly output: string;
  readonly now: Date;
  /** Knows, once all parts are gathered, every secret that was met. */
  readonly redact: Redact;
  readonly signal: AbortSignal;
  /** Told of each part before it is gathered. */
  readonly onPart: (name: string) => void;
}

export interface Bundle {
  /** Absolute. */
  readonly file: string;
  readonly bytes: number;
  readonly entries: readonly BundleEntry[];
}

export interface BundleEntry {
  readonly name: string;
  readonly holds: string;
  readonly bytes: number;
  /** Why it holds nothing but the reason. */
  readonly missing?: string;
}

/** Milliseconds that a part may take: an engine that hangs has its own patience. */
const patience = 90_000;

/** Characters of a part, of which the end is kept. */
const largest = 8 * 1024 * 1024;

/** Gathers all parts, hides what is or looks like a secret, and writes them as one file. A part that cannot be gathered says why; it never makes this fail. */
export async function writeBundle(parts: readonly Part[], request: BundleRequest): Promise<Result<Bundle>> {
  const { environment, now, redact, signal, onPart } = request;
  const name = `dsw-diagnose-${environment}-${timestampOf(now)}`;
  const gathered: { readonly part: Part; readonly value: unknown; readonly missing?: string }[] = [];
  for (const part of parts) {
    if (signal.aborted) return fail(problem('interrupted', 'interrupted: no bundle was written'));
    onPart(part.name);
    const seen = await look(patience, part.gather);
    gathered.push(seen.kind === 'seen' ? { part, value: seen.value } : { part, value: undefined, missing: seen.reason });
  }
  const files = gathered.map(({ part, value, missing }) =>
    fileOf(part, value, missing === undefined ? undefined : clean(missing, redact), redact),
  );
  const entries = files.map(({ file, part, missing }): BundleEntry => {
    return { name: file.name, holds: part.holds, bytes: Buffer.byteLength(file.text), ...(missing === undefined ? {} : { missing }) };
  });
  const readme: BundledFile = { name: 'README.txt', text: readmeOf(environment, now, entries) };
  const path = await pathOf(request.output, `${name}.tar.gz`);
  if (signal.aborted) return fail(problem('interrupted', 'interrupted: no bundle was written'));
  const written = await writeFileBundle(path, { folder: name, files: [readme, ...files.map(({ file }) => file)], at: now });
  return written.ok ? ok({ file: path, bytes: written.value, entries }) : written;
}

async function pathOf(output: string, name: string): Promise<string> {
  return (await stat(output).catch(() => undefined))?.isDirectory() === true ? join(output, name) : output;
}

interface Told {
  readonly part: Part;
  readonly file: BundledFile;
  readonly missing: string | undefined;
}

function fileOf(part: Part, value: unknown, missing: string | undefined, redact: Redact): Told {
  if (missing !== undefined) {
    const name = part.name.replace(/\.\w+$/, '.missing.txt');
    return { part, missing, file: { name, text: `${part.name} could not be gathered: ${missing}\n` } };
  }
  const text =
    typeof value === 'string'
      ? clean(value, redact)
      : redact(
          JSON.stringify(
            maskSuspiciousIn(value, (found) => clean(found, redact)),
            null,
            2,
          ),
        );
  return { part, missing, file: { name: part.name, text: ended(text.slice(-largest)) } };
}

/** What is known is hidden first: what only looks like a secret is masked as a whole otherwise, and the rest of one that is known would stay. */
function clean(text: string, redact: Redact): string {
  return maskSuspicious(redact(text));
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function readmeOf(environment: string, now: Date, entries: readonly BundleEntry[]): string {
  return [
    `What dsw diagnose gathered of the environment ${environment} at ${now.toISOString()}.`,
    '',
    'Secrets that are known, and what looks like one, stand as ****. Names of files, machines, people and branches are as they are, and so is what programs',
    'have written into their logs otherwise: look at it before you send it.',
    '',
    ...entries.map(
      ({ name, holds, bytes, missing }) => `${name}: ${missing === undefined ? `${holds} (${formatBytes(bytes)})` : `missing: ${missing}`}`,
    ),
    '',
  ].join('\n');
}
