import type Docker from 'dockerode';
import { fail, ok, type Result } from '@dust-workspace/component';
import { splitLines } from '../../lines.js';
import { isConnectionError, statusOf } from '../engineProblem.js';
import { fullName, parseImageName, type ImageName } from './imageName.js';
import { failureSaid, pullFailureOf, pullProblem, type PullFailure } from './pullFailure.js';
import { PullProgress, type PullEvent } from './pullProgress.js';
import { registryAccess, type RegistryAccess } from './registryAuth.js';

export interface WantedImage {
  readonly image: string;
  readonly component: string;
  /** The variable with which a person chooses another image: `TIMESCALE_IMAGE`. */
  readonly override: string;
}

export interface PullOptions {
  readonly signal: AbortSignal;
  /** Of this process: it says where credentials are stored, and how programs that keep them are found. */
  readonly environment: NodeJS.ProcessEnv;
  /** A line for people about the image of a component. */
  onProgress(component: string, message: string): void;
}

/**
 * Gets the images that the engine does not have, each once and all at the same time, with the credentials that `docker pull` would use.
 * The answer is by component.
 */
export async function pullImages(engine: Docker, wanted: readonly WantedImage[], options: PullOptions): Promise<Map<string, Result<void>>> {
  const results = new Map<string, Result<void>>();
  const accesses = new Map<string, Promise<RegistryAccess>>();
  const accessTo = (registry: string): Promise<RegistryAccess> => {
    const access = accesses.get(registry) ?? registryAccess(registry, options.environment, options.signal);
    accesses.set(registry, access);
    return access;
  };
  await Promise.all(
    [...byImage(wanted)].map(async ([image, users]) => {
      const outcome = await obtain({ engine, image, users, accessTo, options });
      for (const user of users) results.set(user.component, outcome(user));
    }),
  );
  return results;
}

interface Errand {
  readonly engine: Docker;
  readonly image: string;
  readonly users: readonly WantedImage[];
  readonly accessTo: (registry: string) => Promise<RegistryAccess>;
  readonly options: PullOptions;
}

function byImage(wanted: readonly WantedImage[]): Map<string, WantedImage[]> {
  const users = new Map<string, WantedImage[]>();
  for (const one of wanted) users.set(one.image, [...(users.get(one.image) ?? []), one]);
  return users;
}

/** Gets one image if it is not there, and answers what to tell each component that uses it. */
async function obtain({ engine, image, users, accessTo, options }: Errand): Promise<(user: WantedImage) => Result<void>> {
  const name = parseImageName(image);
  if (!name.ok) return () => name;
  const { registry } = name.value;
  let access: RegistryAccess = { kind: 'anonymous' };
  const told = (failure: PullFailure | undefined) => (user: WantedImage) =>
    failure === undefined ? ok() : fail(pullProblem(failure, { ...user, registry, access }));
  const look = await has(engine, image, name.value);
  if (look === true) return told(undefined);
  if (look !== false) return told(look);

  access = await accessTo(registry);
  const onLine = (line: string): void => {
    for (const { component } of users) options.onProgress(component, line);
  };
  onLine(`pulling ${image}`);
  const failure = await pull(engine, { image, name: name.value, access, signal: options.signal, onLine });
  if (options.signal.aborted) return told({ kind: 'aborted', detail: '' });
  if (failure !== undefined) return told(failure);
  const found = await has(engine, image, name.value);
  return told(found === true ? undefined : found === false ? { kind: 'incomplete', detail: '' } : found);
}

/** Asked by the name as it was written, which an engine may know by an image of its own making. */
async function has(engine: Docker, image: string, { digest }: ImageName): Promise<boolean | PullFailure> {
  const asked = digest === undefined ? image : `${image.slice(0, image.indexOf('@')).replace(/:[^:/]*$/, '')}@${digest}`;
  try {
    await engine.getImage(asked).inspect();
    return true;
  } catch (error) {
    if (!isConnectionError(error) && statusOf(error) === 404) return false;
    return pullFailureOf(error);
  }
}

interface Pull {
  readonly image: string;
  readonly name: ImageName;
  readonly access: RegistryAccess;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
}

/** Failures come before the answer begins, as a status of HTTP, or within it, as one of its lines. */
async function pull(engine: Docker, { image, name, access, signal, onLine }: Pull): Promise<PullFailure | undefined> {
  const progress = new PullProgress(image);
  let failure: PullFailure | undefined;
  try {
    const auth = access.kind === 'credentials' ? access.auth : undefined;
    const stream = await engine.createImage(auth, { ...requestFor(name), abortSignal: signal });
    for await (const event of eventsIn(stream)) {
      const said = event.error ?? event.errorDetail?.message;
      if (said !== undefined && said !== '') failure ??= failureSaid(said);
      const line = progress.after(event);
      if (line !== undefined) onLine(line);
    }
  } catch (error) {
    failure ??= pullFailureOf(error);
  }
  return failure;
}

/** podman puts a colon before `tag`, whatever it is, so a digest stays with the name. */
function requestFor(name: ImageName): { fromImage: string; tag?: string } {
  if (name.digest !== undefined) return { fromImage: fullName(name) };
  return { fromImage: `${name.registry}/${name.path}`, tag: name.tag ?? 'latest' };
}

async function* eventsIn(stream: NodeJS.ReadableStream): AsyncGenerator<PullEvent> {
  const lines = splitLines();
  for await (const chunk of stream) yield* lines.push(chunk as Buffer).flatMap(eventOf);
  yield* lines.rest().flatMap(eventOf);
}

function eventOf(line: string): PullEvent[] {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? [value] : [];
  } catch {
    return [];
  }
}
