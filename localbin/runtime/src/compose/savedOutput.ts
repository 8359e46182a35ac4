import { createWriteStream } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type Docker from 'dockerode';
import { logFile } from '../operatingFolders.js';
import type { Instance } from '../runtime.js';
import { shiftLogs, defaultRotation, rotated } from '../rotateLog.js';
import { demultiplex, writeTo } from './demultiplex.js';
import { openOutput } from './openOutput.js';

/** Says of which container the newest saved output is, so that saving it twice does not double it. */
function originFile(runDirectory: string): string {
  return `${logFile(runDirectory)}.container`;
}

/** The container whose output is in the log of a run folder, if it is a container's. */
export async function savedContainer(runDirectory: string): Promise<string | undefined> {
  return (await readFile(originFile(runDirectory), 'utf8').catch(() => undefined))?.trim();
}

/**
 * Keeps the output of a container that is about to be removed, without secrets: one file a container, the newest being the log of the run folder.
 */
export async function saveOutput(docker: Docker, container: string, { runDirectory, redactor }: Instance): Promise<void> {
  const log = logFile(runDirectory);
  const partial = `${log}.partial`;
  const stream = await openOutput(docker, container, { follow: false });
  const lines = new PassThrough();
  const written = pipeline(lines, createWriteStream(partial, { mode: 0o600 }));
  const [out, errors] = [silent(redactor, lines), silent(redactor, lines)];
  try {
    await demultiplex(stream, { stdout: out.write, stderr: errors.write });
    await out.end();
    await errors.end();
    lines.end();
    await written;
  } catch (error) {
    lines.destroy();
    await written.catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
  if ((await savedContainer(runDirectory)) !== container) {
    await shiftLogs(log, defaultRotation.keep);
    await rename(log, rotated(log, 1)).catch(ignoreMissing);
    await writeFile(originFile(runDirectory), `${container}\n`, { mode: 0o600 });
  }
  await rename(partial, log);
}

/** One of its two outputs, on the way to where both go. */
function silent(redactor: Instance['redactor'], target: PassThrough): { write(chunk: Buffer): Promise<void>; end(): Promise<void> } {
  const decoder = new StringDecoder('utf8');
  const redaction = redactor.stream();
  const pass = (text: string): Promise<void> => writeTo(target, Buffer.from(text));
  return {
    write: (chunk) => pass(redaction.push(decoder.write(chunk))),
    end: () => pass(redaction.push(decoder.end()) + redaction.end()),
  };
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
