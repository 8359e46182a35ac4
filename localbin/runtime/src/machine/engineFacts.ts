import { fail, ok, type Result } from '@dust-workspace/component';
import { findCompose } from '../compose/composeProgram.js';
import { connectEngine, type EngineOptions } from '../compose/engine.js';
import { engineProblem } from '../compose/engineProblem.js';
import { askProgram, type ProgramAnswer } from './askProgram.js';

/** What a container engine says of itself, and what of Compose is here. */
export interface EngineFacts {
  /** `Docker 28.0.1`. */
  readonly name: string;
  /** As DOCKER_HOST has it, and whose word that is. */
  readonly address: string;
  readonly origin: string;
  /** Whether it answers at a socket of this machine. */
  readonly local: boolean;
  readonly rootless: boolean;
  /** Where it keeps images and containers, on its own machine. */
  readonly dataFolder: string | undefined;
  /** Of its machine. */
  readonly memoryBytes: number | undefined;
  readonly cpus: number | undefined;
  /** How far its clock is ahead of this one, in milliseconds, give or take half the time that the question took. */
  readonly clockAhead: number | undefined;
  readonly storage: string | undefined;
}

/** What the answer of the engine holds that is of interest here. */
interface Info {
  readonly DockerRootDir?: string;
  readonly MemTotal?: number;
  readonly NCPU?: number;
  readonly SystemTime?: string;
  readonly Driver?: string;
}

/** Of the client what its declared types do not know. */
interface Introduction {
  info(options: { abortSignal: AbortSignal }): Promise<Info>;
}

/** Asks the engine about itself. Fails where none answers, with why and what to do. */
export async function engineFacts(options: EngineOptions & { readonly deadline: number }): Promise<Result<EngineFacts>> {
  const engine = await connectEngine(options);
  if (!engine.ok) return engine;
  const { docker, address, product, version, rootless } = engine.value;
  try {
    const asked = Date.now();
    const info = await (docker as unknown as Introduction).info({ abortSignal: AbortSignal.timeout(options.deadline) });
    const answered = Date.now();
    const time = Date.parse(info.SystemTime ?? '');
    return ok({
      name: `${product === 'podman' ? 'podman' : 'Docker'} ${version}`,
      address: address.url,
      origin: address.origin,
      local: address.url.startsWith('unix://'),
      rootless,
      dataFolder: info.DockerRootDir,
      memoryBytes: info.MemTotal,
      cpus: info.NCPU,
      clockAhead: Number.isNaN(time) ? undefined : aheadOf(time, asked, answered),
      storage: info.Driver,
    });
  } catch (error) {
    return fail(engineProblem(error, address));
  }
}

/** Nothing is known of when between question and answer it looked at its clock. */
function aheadOf(time: number, asked: number, answered: number): number {
  if (time >= asked && time <= answered) return 0;
  return time > answered ? time - answered : time - asked;
}

/** The version of Compose, in its own words. */
export async function composeVersion(processEnv: NodeJS.ProcessEnv, deadline: number): Promise<ProgramAnswer> {
  const program = await findCompose(processEnv);
  if (!program.ok) return { kind: 'missing' };
  const [first, ...rest] = program.value;
  return askProgram(first, [...rest, 'version', '--short'], { processEnv, deadline });
}
