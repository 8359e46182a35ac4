import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestSchema, type Manifest } from '@dust-workspace/component';
import { composeRuntime } from '../compose/composeRuntime.js';
import type { Engine } from '../compose/engine.js';
import { labels, placeFilter } from '../compose/labels.js';
import type { Instance, Runtime } from '../runtime.js';
import type { ConformanceHarness, InstanceDefinition } from './harness.js';
import { redactorOf } from './redactorOf.js';

/** A workspace in a temporary folder, and instances in it that run as containers of a real engine. */
export interface ComposeHarness extends ConformanceHarness {
  readonly workspace: string;
  readonly engine: Engine;
  /** An instance with a service as somebody would write it. `image` may be left out: it is one that has a shell. */
  fromService(
    name: string,
    service: object,
    extra?: Partial<Instance> & { readonly manifest?: object; readonly top?: object },
  ): Promise<Instance>;
}

/** An image with a shell and the usual small programs. */
export const shellImage = process.env['DSW_TEST_IMAGE'] ?? 'debian:trixie-slim';

export async function makeComposeHarness(engine: Engine, environment = 'test'): Promise<ComposeHarness> {
  const workspace = await realpath(await mkdtemp(join(tmpdir(), 'dsw-compose-')));
  const processEnv = { ...process.env, DOCKER_HOST: engine.address.url };
  const made: Instance[] = [];
  const runtime = (): Runtime => composeRuntime({ processEnv });

  async function fromService(
    name: string,
    service: object,
    { manifest = {}, top = {}, ...extra }: Parameters<ComposeHarness['fromService']>[2] = {},
  ): Promise<Instance> {
    const directory = join(workspace, 'platform', name);
    await mkdir(join(directory, 'compose'), { recursive: true });
    await writeFile(
      join(directory, 'compose', 'compose.yaml'),
      JSON.stringify({ ...top, services: { main: { image: shellImage, ...service } } }),
    );
    const instance: Instance = {
      component: {
        name,
        kind: 'platform',
        root: `platform/${name}`,
        directory,
        manifest: manifestSchema.parse({
          description: name,
          runtimes: { compose: { file: 'compose/compose.yaml', service: 'main' } },
          ...manifest,
        }) satisfies Manifest,
        hooks: { scripts: {} },
      },
      environment,
      runtime: 'compose',
      workspace,
      variables: {},
      inside: extra.variables ?? {},
      secrets: new Set(),
      redactor: redactorOf({}, []),
      ports: {},
      volume: join(directory, 'volumes', environment),
      runDirectory: join(workspace, 'env', environment, 'run', name),
      ...extra,
    };
    made.push(instance);
    return instance;
  }

  return {
    workspace,
    engine,
    runtime,
    fromService,
    runtimeSource: [
      `import { composeRuntime } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};`,
      `const runtime = composeRuntime({ processEnv: { ...process.env, DOCKER_HOST: ${JSON.stringify(engine.address.url)} } });`,
    ].join('\n'),
    instance: ({ name, main, variables = {}, secrets = [], stopWithin = 10_000 }: InstanceDefinition) =>
      fromService(
        name,
        {
          // What the shell is to see of a dollar is doubled for Compose.
          command: 'script' in main ? ['sh', '-c', main.script.replaceAll('$', '$$$$')] : [main.missingProgram],
          environment: Object.fromEntries(Object.keys(variables).map((variable) => [variable, `\${${variable}}`])),
          stop_grace_period: `${stopWithin}ms`,
        },
        { variables, secrets: new Set(secrets), redactor: redactorOf(variables, secrets) },
      ),
    async countProcesses({ component }) {
      const marked = [labels.component, labels.command].map((label) => [`${labels.workspace}=${workspace}`, `${label}=${component.name}`]);
      const listed = await Promise.all(marked.map((label) => engine.docker.listContainers({ filters: { label } })));
      const containers = listed.flat();
      // podman knows the processes of a container without a ps in it, by names of its own.
      const columns = engine.product === 'podman' ? 'pid,state' : '-o pid,stat';
      const tables = await Promise.all(
        containers.map(({ Id }) => engine.docker.getContainer(Id).top({ ps_args: columns }) as Promise<{ Processes: string[][] }>),
      );
      return tables.flatMap(({ Processes }) => Processes).filter(([, state]) => state?.startsWith('Z') !== true).length;
    },
    async dispose() {
      const filters = placeFilter({ workspace, environment });
      for (const { Id } of await engine.docker.listContainers({ all: true, filters }))
        await engine.docker.getContainer(Id).remove({ force: true });
      for (const { Id } of await engine.docker.listNetworks({ filters })) await engine.docker.getNetwork(Id).remove();
      await rm(workspace, { recursive: true, force: true });
      await engine.docker.pruneVolumes({ filters: { label: [`${labels.workspace}=${workspace}`] } });
    },
  };
}
