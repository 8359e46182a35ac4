import { createWriteStream } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { logFile } from '../operatingFolders.js';
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

/** Keeps the output of a container that is about to be removed: one file a container, the newest being the log of the run folder. */
export async function saveOutput(docker: Docker, container: string, runDirectory: string): Promise<void> {
  const log = logFile(runDirectory);
  const partial = `${log}.partial`;
  const stream = await openOutput(docker, container, { follow: false });
  const lines = new PassThrough();
  const written = pipeline(lines, createWriteStream(partial, { mode: 0o600 }));
  const both = (chunk: Buffer): Promise<void> => writeTo(lines, chunk);
  try {
    await demultiplex(stream, { stdout: both, stderr: both });
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

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
