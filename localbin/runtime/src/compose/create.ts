import { fail, ok, problem, type Diagnostic, type Mapping, type Result } from '@dust-workspace/component';
import type { ComposeProgram } from './composeProgram.js';
import { projectFile } from './definition/index.js';
import type { Engine } from './engine.js';
import { placeLabels, projectName } from './labels.js';
import { fileOf, imageOverride, type ResolvedService } from './resolvedService.js';
import { runCompose, type ComposeAnswer } from './runCompose.js';

/** What a call of Compose takes beside the services. */
export interface ComposeWorld {
  readonly engine: Engine;
  readonly compose: ComposeProgram;
  readonly processEnv: NodeJS.ProcessEnv;
  /** Runs one body at a time: two calls of Compose for one project would each make its network. */
  readonly alone: <T>(body: () => Promise<T>) => Promise<T>;
}

/**
 * Makes containers, networks and whatever else the services name, in one call of Compose. Where that fails, one by one: a service that cannot be made
 * must not keep the others from it. The answer is by component.
 */
export async function createContainers(
  world: ComposeWorld,
  services: readonly ResolvedService[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Result<void>>> {
  if (services.length === 0) return new Map();
  const together = await create(world, services, services.map(fileOf), signal);
  if (together.exitCode === 0) return new Map(services.map(({ instance }) => [instance.component.name, ok()] as const));
  const [only] = services;
  if (only === undefined || services.length === 1 || signal.aborted)
    return new Map(services.map((service) => [service.instance.component.name, fail(explain(service, together, signal))] as const));
  const results = new Map<string, Result<void>>();
  for (const service of services) for (const [name, result] of await createContainers(world, [service], signal)) results.set(name, result);
  return results;
}

/** Makes a container from another definition than that of its service. */
export async function createContainer(
  world: ComposeWorld,
  service: ResolvedService,
  file: Mapping,
  signal: AbortSignal,
): Promise<Result<void>> {
  const made = await create(world, [service], [file], signal);
  return made.exitCode === 0 ? ok() : fail(explain(service, made, signal));
}

/** Builds the image of a service that says how. */
export async function buildImage(
  world: ComposeWorld,
  service: ResolvedService,
  options: { readonly signal: AbortSignal; readonly onLine: (line: string) => void },
): Promise<Result<void>> {
  const built = await compose(world, [service], [fileOf(service)], ['build', service.instance.component.name], options);
  return built.exitCode === 0 ? ok() : fail(explain(service, built, options.signal));
}

/** Makes the containers of all services in the files. */
function create(
  world: ComposeWorld,
  services: readonly ResolvedService[],
  files: readonly Mapping[],
  signal: AbortSignal,
): Promise<ComposeAnswer> {
  return world.alone(() => compose(world, services, files, ['create', '--no-build', '--pull', 'never', '--no-recreate'], { signal }));
}

function compose(
  { engine, compose: program, processEnv }: ComposeWorld,
  services: readonly ResolvedService[],
  files: readonly Mapping[],
  command: readonly string[],
  options: { readonly signal: AbortSignal; readonly onLine?: (line: string) => void },
): Promise<ComposeAnswer> {
  const [{ instance }] = services as readonly [ResolvedService, ...ResolvedService[]];
  const { workspace, environment } = instance;
  const project = projectName({ workspace, environment });
  return runCompose({
    program,
    command,
    project,
    directory: workspace,
    file: JSON.stringify(projectFile({ name: project, networkLabels: placeLabels({ workspace, environment }) }, files)),
    engine: engine.address.url,
    values: Object.assign({}, ...services.map(({ values }) => values)) as Record<string, string>,
    processEnv,
    ...options,
  });
}

function explain(service: ResolvedService, { said, exitCode }: ComposeAnswer, signal: AbortSignal): Diagnostic {
  const { instance, definition, image } = service;
  const { name } = instance.component;
  if (signal.aborted) return problem('interrupted', `making the container of ${name} was interrupted`);
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/ (Creating|Created|Running|Building|Built)$/.test(line) && !line.includes('level=warning'));
  const reason = (lines.at(-1) ?? `Compose ended with exit status ${exitCode ?? 'none'}`).replace(/^Error response from daemon: /, '');
  const taken = /container name "?\/?([^" ]+)"? is already in use by (?:container )?"?([0-9a-f]+)/.exec(reason);
  if (taken !== null)
    return problem(
      'name-taken',
      `the container of ${name} cannot be made: there is one named ${taken[1]} already (${taken[2]?.slice(0, 12)}), which is not of this workspace`,
      `Rename or remove it: docker rename ${taken[1]} …`,
    );
  if (/No such image/i.test(reason))
    return problem(
      'image-missing',
      `the container of ${name} cannot be made: the image ${image} is not here`,
      `Get it with dsw prep ${name}, or choose another by ${imageOverride(name)}.`,
    );
  if (/no space left on device/i.test(reason))
    return problem(
      'disk-full',
      `the container of ${name} cannot be made: the disk of the container engine is full`,
      'Make room there (docker system df shows what takes it) and run this again.',
    );
  return { ...problem('compose-failed', `the container of ${name} cannot be made: ${reason}`), file: definition.file };
}
