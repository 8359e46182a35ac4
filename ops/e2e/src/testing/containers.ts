import { engineForTests, shellImage, type Engine } from '@dust-workspace/runtime/testing';
import { beforeEach, describe } from 'vitest';
import { inWorkspace, type Workspace, type WorkspaceOptions } from './workspace.js';

/** The engine of this machine, or why there is none for tests. */
export const machine = await engineForTests();

/** A group of tests, side by side, that need the machine's engine. Without one they are skipped, and say so. */
export function describeInContainers(name: string, tests: () => void): void {
  describe.concurrent(name, () => {
    beforeEach((context) => {
      if (typeof machine === 'string') context.skip(`no container engine: ${machine}`);
    });
    tests();
  });
}

/** An engine as tests use it: the machine's, or one that they started themselves. */
export type TestEngine = Pick<Engine, 'docker'> & { readonly url: string };

/** The machine's engine, for what is skipped without one. */
export function machineEngine(): TestEngine {
  if (typeof machine === 'string') throw new Error(machine);
  return { docker: machine.docker, url: machine.address.url };
}

const label = 'org.dust-workspace.workspace';

/**
 * As `inWorkspace`, under the compose runtime. Afterwards everything is stopped: the test fails when a container or a network of the workspace is left.
 */
export async function inContainers(
  files: Readonly<Record<string, string>>,
  body: (workspace: Workspace) => Promise<void>,
  {
    engine = machineEngine(),
    env = {},
    ...place
  }: Pick<WorkspaceOptions, 'under' | 'name' | 'env'> & { readonly engine?: TestEngine } = {},
): Promise<void> {
  const outside = {
    left: (root: string): Promise<string[]> => leftInEngine(engine.docker, root),
    // A test that has an engine of its own ends it with everything in it, and it may not even run.
    remove: async (root: string): Promise<void> => {
      if (typeof machine !== 'string' && engine.docker === machine.docker) await removeFromEngine(engine.docker, root);
    },
  };
  await inWorkspace({ 'env/project.env': 'DSW_RUNTIME=compose\n', ...files }, body, {
    ...place,
    env: { ...env, DOCKER_HOST: engine.url },
    outside,
  });
}

export interface SeenContainer {
  readonly id: string;
  readonly name: string;
  readonly state: string;
}

/** The containers of a workspace by component, in all environments; two of one component are an error. */
export async function containersOf(
  workspace: Pick<Workspace, 'root'>,
  { docker } = machineEngine(),
): Promise<Record<string, SeenContainer>> {
  const found: Record<string, SeenContainer> = {};
  for (const { Id, Names, State, Labels } of await docker.listContainers({
    all: true,
    filters: { label: [`${label}=${workspace.root}`] },
  })) {
    const component = Labels['org.dust-workspace.component'] ?? '';
    if (found[component] !== undefined) throw new Error(`${component} has two containers: ${found[component].name} and ${Names.join()}`);
    found[component] = { id: Id, name: (Names[0] ?? '').slice(1), state: State };
  }
  return found;
}

/** What the engine still has of a workspace, one line each. */
export async function leftInEngine(docker: Engine['docker'], root: string): Promise<string[]> {
  const filters = { label: [`${label}=${root}`] };
  const containers = await docker.listContainers({ all: true, filters });
  const networks = await docker.listNetworks({ filters });
  return [
    ...containers.map(({ Names, Status }) => `container ${Names.join()} (${Status})`),
    ...networks.map(({ Name }) => `network ${Name}`),
  ];
}

/** Takes away what is left of a workspace in the engine. */
export async function removeFromEngine(docker: Engine['docker'], root: string): Promise<void> {
  const filters = { label: [`${label}=${root}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters })) await docker.getContainer(Id).remove({ force: true });
  for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove();
}

/** What differs from an ordinary box. */
export interface BoxOptions {
  /** Lines for component.yaml. */
  readonly manifest?: string;
  /** Lines for the service, with their indentation of four. */
  readonly service?: string;
  /** What its shell runs; by default it is up at once, and ends when asked to. */
  readonly script?: string;
  readonly image?: string;
}

/** Runs until it is asked to end, and notes each of its starts in its data. */
export const runs = `trap 'exit 0' TERM
echo started >>/volume/starts
echo here
touch /tmp/up
sleep infinity & wait
`;

/** A component that runs a shell script in a container, and is ready when there is a file /tmp/up in it. */
export function box(
  name: string,
  { manifest = '', service = '', script = runs, image = shellImage }: BoxOptions = {},
): Record<string, string> {
  const folder = `platform/${name}`;
  const ready = /^ready:/m.test(manifest) ? '' : 'ready: { command: [test, -e, /tmp/up], within: 20s }\n';
  return {
    [`${folder}/component.yaml`]: `description: A shell in a container
profiles: [starter]
runtimes: { compose: { file: compose.yaml, service: main } }
${ready}${manifest}`,
    [`${folder}/compose.yaml`]: `services:
  main:
    image: ${image}
    user: \${DSW_UID}:\${DSW_GID}
    command: [sh, /component/main.sh]
    volumes:
      - .:/component:ro
      - \${DSW_VOLUME}:/volume
${service}`,
    [`${folder}/main.sh`]: script,
  };
}

/** How often a box was started, by its data. */
export async function startsOf(workspace: Workspace, name: string, environment = 'local'): Promise<number> {
  const text = await workspace.read(`platform/${name}/volumes/${environment}/starts`).catch(() => '');
  return text.split('\n').length - 1;
}
