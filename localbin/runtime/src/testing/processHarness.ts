import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestSchema, type Manifest } from '@dust-workspace/component';
import { linuxTable } from '../process/linuxTable.js';
import { processRuntime } from '../process/processRuntime.js';
import type { Instance, Runtime } from '../runtime.js';
import type { ConformanceHarness, InstanceDefinition } from './harness.js';
import { resourcesIn } from './leaks.js';
import { redactorOf } from './redactorOf.js';

/** A workspace in a temporary folder, and instances in it that run as processes. */
export interface ProcessHarness extends ConformanceHarness {
  readonly workspace: string;
  /** An instance with a manifest as somebody would write it; `description` may be left out. */
  fromManifest(name: string, manifest: object, extra?: Partial<Instance>): Promise<Instance>;
}

export async function makeProcessHarness(
  options: { readonly under?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ProcessHarness> {
  const workspace = await realpath(await mkdtemp(join(options.under ?? tmpdir(), 'dsw-runtime-')));
  const env = options.env ?? process.env;
  const made: Instance[] = [];
  const runtime = (): Runtime => processRuntime({ processEnv: env });

  async function fromManifest(name: string, manifest: object, extra: Partial<Instance> = {}): Promise<Instance> {
    const directory = join(workspace, 'platform', name);
    await mkdir(directory, { recursive: true });
    const instance: Instance = {
      component: {
        name,
        kind: 'platform',
        root: `platform/${name}`,
        directory,
        manifest: manifestSchema.parse({ description: name, ...manifest }) satisfies Manifest,
        hooks: { scripts: {} },
      },
      environment: 'test',
      runtime: 'process',
      workspace,
      variables: {},
      inside: extra.variables ?? {},
      secrets: new Set(),
      redactor: redactorOf({}, []),
      ports: {},
      volume: join(directory, 'volumes', 'test'),
      runDirectory: join(workspace, 'env', 'test', 'run', name),
      ...extra,
    };
    made.push(instance);
    return instance;
  }

  return {
    workspace,
    runtime,
    fromManifest,
    runtimeSource: [
      `import { processRuntime } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};`,
      'const runtime = processRuntime({ processEnv: process.env });',
    ].join('\n'),
    instance: ({ name, main, variables = {}, secrets = [], stopWithin = 10_000 }: InstanceDefinition) =>
      fromManifest(
        name,
        {
          runtimes: {
            process: {
              command: 'script' in main ? ['sh', '-c', main.script] : [main.missingProgram],
              stop: { within: `${stopWithin}ms` },
            },
          },
        },
        { variables, secrets: new Set(secrets), redactor: redactorOf(variables, secrets) },
      ),
    countProcesses: async ({ component }) => {
      const table = linuxTable();
      const labels = [`DSW_WORKSPACE=${workspace}`, `DSW_COMPONENT=${component.name}`];
      return table.entries.filter(({ pid }) => {
        const marks = table.marks(pid);
        return marks !== undefined && marks !== 'unreadable' && labels.every((label) => marks.carries(label));
      }).length;
    },
    async dispose() {
      for (const instance of made) await runtime().stop(instance, { onKill: () => undefined });
      const { processes, sockets } = resourcesIn({ workspaces: [workspace] });
      await rm(workspace, { recursive: true, force: true });
      if (processes.length > 0) throw new Error(`left running: ${[...processes, ...sockets].join(', ')}`);
    },
  };
}
