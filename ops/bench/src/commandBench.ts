import { execa } from 'execa';
import { medians, type Comparison } from './comparison.js';
import { addComponent, dsw, inScratchWorkspace } from './scratchWorkspace.js';

const rounds = 21;

/** What a person waits for the fast command, against Node itself. */
export async function commandBench(): Promise<Comparison[]> {
  return inScratchWorkspace({}, async ({ root }) => {
    await addComponent(root, 'platform/timescale');
    await addComponent(root, 'application/console');
    await execa(dsw, ['up', '--runtime', 'process'], { cwd: root });
    const taken = await medians(rounds, {
      node: () => execa(process.execPath, ['-e', '0']),
      help: () => execa(dsw, ['--help'], { cwd: root }),
      completion: () => execa(dsw, ['__complete', 'start', ''], { cwd: root }),
      status: () => execa(dsw, ['status'], { cwd: root }),
    });
    const baseline = { name: 'node -e 0', milliseconds: taken.node };
    return [
      { name: 'dsw --help', measured: taken.help, baseline, factor: 2, plus: 20 },
      { name: 'completion of the components that dsw start takes', measured: taken.completion, baseline, factor: 2, plus: 20 },
      { name: 'dsw status of the running starter profile, as processes', measured: taken.status, baseline, factor: 3, plus: 40 },
    ];
  });
}

/** What each further component adds to `dsw status`. */
export async function statusScalingBench(): Promise<Comparison[]> {
  return inScratchWorkspace(sleepers(100), async (hundred) =>
    inScratchWorkspace(sleepers(10), async (ten) => {
      await hundred.dsw('up');
      await ten.dsw('up');
      const taken = await medians(11, { ten: () => ten.dsw('status'), hundred: () => hundred.dsw('status') });
      const baseline = { name: 'status of ten', milliseconds: taken.ten };
      return [{ name: 'dsw status of 100 running processes', measured: taken.hundred, baseline, factor: 2, plus: 0 }];
    }),
  );
}

function sleepers(count: number): Record<string, string> {
  const manifest = 'description: sleeps\nprofiles: [starter]\nruntimes: { process: { command: [sleep, infinity] } }\n';
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`platform/sleeper-${index}/component.yaml`, manifest]));
}
