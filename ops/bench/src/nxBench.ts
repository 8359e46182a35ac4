import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { medians, type Comparison } from './comparison.js';
import { inScratchWorkspace } from './scratchWorkspace.js';

const nxJson = JSON.stringify({ plugins: ['@dust-workspace/nx'], tui: { enabled: false }, neverConnectToCloud: true, analytics: false });
const plainNxJson = JSON.stringify({ tui: { enabled: false }, neverConnectToCloud: true, analytics: false });

/** A verb over a hundred components, against a hundred targets that do nothing. */
export async function runManyBench(): Promise<Comparison[]> {
  const noop = (name: string): string => JSON.stringify({ name, targets: { status: { executor: 'nx:noop' } } });
  return inScratchWorkspace({ 'nx.json': nxJson, ...components(100) }, (ours) =>
    inScratchWorkspace({ 'nx.json': plainNxJson, ...projects(100, noop) }, async (plain) => {
      const taken = await medians(3, {
        noop: () => plain.nx('run-many', '-t', 'status'),
        status: () => ours.nx('run-many', '-t', 'status'),
      });
      const baseline = { name: 'the same run of nx:noop targets', milliseconds: taken.noop };
      return [{ name: 'nx run-many -t status over 100 components', measured: taken.status, baseline, factor: 1, plus: 1_500 }];
    }),
  );
}

/** The project graph of a thousand components, against a thousand empty projects; first with nothing cached, then as people meet it. */
export async function graphBench(): Promise<Comparison[]> {
  const empty = (name: string): string => JSON.stringify({ name });
  return inScratchWorkspace({ 'nx.json': nxJson, ...components(1_000) }, (ours) =>
    inScratchWorkspace({ 'nx.json': plainNxJson, ...projects(1_000, empty) }, async (plain) => {
      const graph = (workspace: typeof ours) => () => workspace.nx('graph', '--file', 'graph.json');
      const cold = (workspace: typeof ours) => async () => {
        await rm(join(workspace.root, '.nx'), { recursive: true, force: true });
        await graph(workspace)();
      };
      const first = await medians(3, { empty: cold(plain), components: cold(ours) });
      const again = await medians(3, { empty: graph(plain), components: graph(ours) });
      const compare = (name: string, taken: typeof first): Comparison => ({
        name,
        measured: taken.components,
        baseline: { name: 'that of 1,000 empty project.json', milliseconds: taken.empty },
        factor: 1.5,
        plus: 0,
      });
      return [compare('graph of 1,000 components, nothing cached', first), compare('graph of 1,000 components, again', again)];
    }),
  );
}

function components(count: number): Record<string, string> {
  const manifest = 'description: sleeps\nprofiles: [starter]\nruntimes: { process: { command: [sleep, infinity] } }\n';
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`platform/component-${index}/component.yaml`, manifest]));
}

function projects(count: number, content: (name: string) => string): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`platform/component-${index}/project.json`, content(`component-${index}`)]),
  );
}
