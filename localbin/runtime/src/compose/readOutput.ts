import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { splitLines } from '../lines.js';
import { logFile } from '../operatingFolders.js';
import { readLog } from '../readLog.js';
import type { Instance, LogOptions } from '../runtime.js';
import { ownContainer, type OwnContainer } from './containers.js';
import { demultiplex } from './demultiplex.js';
import type { Engine } from './engine.js';
import { openOutput } from './openOutput.js';
import { savedContainer } from './savedOutput.js';

/** How often a followed instance without a running container is looked at, in milliseconds. */
const followPause = 200;

/** The lines of earlier containers, which were saved when they were removed, then those of the present one. */
export async function* readOutput({ docker, product }: Engine, instance: Instance, options: LogOptions): AsyncGenerator<string> {
  const { signal, tail } = options;
  const container = await ownContainer(docker, instance);
  if (options.follow) {
    if (container === undefined || tail === undefined) yield* savedLines(instance, container, options);
    yield* follow(docker, instance, container, options);
  } else if (tail === undefined) {
    yield* savedLines(instance, container, options);
    if (container !== undefined) yield* linesOf(docker, container.id, { follow: false, signal });
  } else {
    const present: string[] = [];
    // Asked for the end of an output whose last line is unfinished, podman joins it with the one before: it is asked for the whole.
    const range = { follow: false, signal, ...(product === 'podman' ? {} : { tail }) };
    if (container !== undefined && tail > 0)
      for await (const line of linesOf(docker, container.id, range)) {
        present.push(line);
        if (present.length > tail) present.shift();
      }
    yield* savedLines(instance, container, { ...options, tail: Math.max(0, tail - present.length) });
    yield* present;
  }
}

/** Unless they are those of the present container: it was about to be removed when whoever did that was killed. */
async function* savedLines(instance: Instance, container: OwnContainer | undefined, options: LogOptions): AsyncGenerator<string> {
  if (container !== undefined && (await savedContainer(instance.runDirectory)) === container.id) return;
  yield* savedOutput(instance, options);
}

/** The lines of earlier containers. */
export async function* savedOutput({ runDirectory }: Instance, options: LogOptions): AsyncGenerator<string> {
  yield* readLog(logFile(runDirectory), { ...options, follow: false });
}

/** Goes on with the next container when one has ended, and with the same one when it is started again. */
async function* follow(
  docker: Docker,
  instance: Instance,
  first: OwnContainer | undefined,
  { signal, tail }: LogOptions,
): AsyncGenerator<string> {
  let container = first;
  let from: Follow = { follow: true, ...(tail === undefined ? {} : { tail }) };
  while (!signal.aborted) {
    if (container !== undefined) yield* linesOf(docker, container.id, { ...from, signal });
    const seen: string = container?.details.State.StartedAt ?? '';
    let next: OwnContainer | undefined;
    while (!signal.aborted && next === undefined) {
      await sleep(followPause, undefined, { signal }).catch(() => undefined);
      const found = signal.aborted ? undefined : await ownContainer(docker, instance);
      if (found !== undefined && found.details.State.StartedAt !== seen) next = found;
    }
    from = next !== undefined && next.id === container?.id ? { follow: true, since: next.details.State.StartedAt } : { follow: true };
    container = next;
  }
}

interface Follow {
  readonly follow: boolean;
  readonly tail?: number;
  /** As the engine writes times. */
  readonly since?: string;
}

async function* linesOf(docker: Docker, container: string, options: Follow & { readonly signal: AbortSignal }): AsyncGenerator<string> {
  const { signal, tail, since } = options;
  const from = { ...(tail === undefined ? {} : { tail }), ...(since === undefined ? {} : { since: Date.parse(since) / 1_000 }) };
  const stream = await openOutput(docker, container, { follow: options.follow, ...from });
  const abort = (): void => void stream.destroy();
  signal.addEventListener('abort', abort, { once: true });
  try {
    yield* splitOutputs(stream);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    stream.destroy();
  }
}

/** Lines of standard output and standard error, each whole, in the order in which they were completed. */
async function* splitOutputs(stream: Readable): AsyncGenerator<string> {
  const [out, errors] = [splitLines(), splitLines()];
  const ready: string[] = [];
  let wake: () => void = () => undefined;
  let ended = false;
  let failure: unknown;
  let room: () => void = () => undefined;
  const take = async (lines: string[]): Promise<void> => {
    ready.push(...lines);
    wake();
    if (ready.length > 1_000) await new Promise<void>((resolve) => (room = resolve));
  };
  const reading = demultiplex(stream, { stdout: (chunk) => take(out.push(chunk)), stderr: (chunk) => take(errors.push(chunk)) })
    .then(() => ready.push(...out.rest(), ...errors.rest()))
    .catch((error: unknown) => (failure = error))
    .finally(() => {
      ended = true;
      wake();
    });
  for (;;) {
    const line = ready.shift();
    if (line !== undefined) {
      if (ready.length < 500) room();
      yield line;
    } else if (ended) break;
    else await new Promise<void>((resolve) => (wake = resolve));
  }
  await reading;
  if (failure !== undefined) throw failure as Error;
}
