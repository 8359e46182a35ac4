import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { medians, type Comparison } from './comparison.js';
import { levels, services, source, withContestants, type Contestants } from './containers.js';
import { dsw } from './scratchWorkspace.js';

const many = `${services.length} containers on ${levels.length} levels`;

/** From nothing made to all healthy and back, with health checks that come often. */
export async function containersBench(): Promise<Comparison[]> {
  const taken = await withContestants('500ms', ({ ours, plain }) => medians(3, { ...composeWays(plain), ...ourWays(ours) }));
  return [
    compare(`dsw up of ${many}, checks every 500 ms`, taken.up, 'docker compose up -d --wait', taken.composeUp, 0.6),
    compare('dsw down of them', taken.down, 'docker compose down', taken.composeDown, 1),
  ];
}

/** The same with health checks as they are usually written. Compose waits for them, a minute in all: once is enough to see that. */
export async function seldomCheckedBench(): Promise<Comparison[]> {
  const taken = await withContestants('10s', async ({ ours, plain }) => ({
    ...(await medians(1, composeWays(plain))),
    ...(await medians(3, ourWays(ours))),
  }));
  return [compare(`dsw up of ${many}, checks every 10 s`, taken.up, 'docker compose up -d --wait', taken.composeUp, 0.15)];
}

function composeWays(plain: Contestants['plain']): Record<'composeUp' | 'composeDown', () => Promise<unknown>> {
  return {
    composeUp: () => plain.compose('up', '--detach', '--wait'),
    composeDown: () => plain.compose('down'),
  };
}

function ourWays(ours: Contestants['ours']): Record<'up' | 'down' | 'purge', () => Promise<unknown>> {
  return {
    up: () => ours.dsw('up'),
    down: () => ours.dsw('down'),
    // The next round begins with nothing at all.
    purge: () => ours.dsw('purge', '--yes'),
  };
}

/** What commands cost that find everything as it should be. */
export async function settledContainersBench(): Promise<Comparison[]> {
  return withContestants('10s', async (contestants) => {
    const { ours, plain } = contestants;
    await plain.compose('create');
    await execa('docker', ['start', ...(await plain.compose('ps', '--all', '--quiet')).split('\n')]);
    await ours.dsw('up');
    await untilHealthy(contestants);
    const taken = await medians(11, {
      ps: () => plain.compose('ps'),
      status: () => ours.dsw('status'),
    });
    const again = await medians(5, {
      composeUp: () => plain.compose('up', '--detach'),
      up: () => ours.dsw('up'),
    });
    await confirmChangesAreSeen(contestants);
    return [
      compare(`dsw status of ${many}`, taken.status, 'docker compose ps', taken.ps, 1),
      compare('dsw up with nothing to do', again.up, 'docker compose up -d with nothing to do', again.composeUp, 0.25),
    ];
  });
}

/** What runs already but is not known to be healthy yet, both sides ask about or wait for. */
async function untilHealthy({ image }: Contestants): Promise<void> {
  const begun = performance.now();
  for (;;) {
    const { stdout } = await execa('docker', ['ps', '--quiet', '--filter', `ancestor=${image}`, '--filter', 'health=healthy']);
    const healthy = stdout.split('\n').filter((id) => id !== '').length;
    if (healthy === 2 * services.length) return;
    if (performance.now() - begun > 60_000) throw new Error(`only ${healthy} of ${2 * services.length} containers are healthy after 60 s`);
  }
}

/** Speed that comes from not looking would be worth nothing. */
async function confirmChangesAreSeen({ ours, plain, image }: Contestants): Promise<void> {
  const [name = ''] = services;
  const expectCauses = async (what: string, expected: readonly string[], env: Record<string, string> = {}): Promise<void> => {
    const { stdout } = await execa(dsw, ['up', '--dry-run', '--json'], { cwd: ours.root, env });
    const { operations } = JSON.parse(stdout) as { operations: { verb: string; cause: string }[] };
    const causes = new Set(operations.flatMap(({ verb, cause }) => (verb === 'start' && cause.startsWith('replaced: ') ? [cause] : [])));
    if (JSON.stringify([...causes]) !== JSON.stringify(expected))
      throw new Error(`${what}: the plan should say ${JSON.stringify(expected)}, and says ${JSON.stringify([...causes])}`);
  };
  await expectCauses('nothing changed', []);
  await expectCauses('another value', ['replaced: BENCH_NOTE changed'], { BENCH_NOTE: 'two' });
  await expectCauses('another image', [`replaced: its image is ${image}-2 now, no longer ${image}`], {
    [`${name.toUpperCase().replaceAll('-', '_')}_IMAGE`]: `${image}-2`,
  });
  const [container = ''] = (await plain.compose('ps', '--quiet')).split('\n');
  await execa('docker', ['commit', container, image]);
  await expectCauses('another image of the same name', [`replaced: the image ${image} is another one now`]);
  await execa('docker', ['tag', source, image]);
  const file = join(ours.root, 'platform', name, 'compose', 'compose.yaml');
  await appendFile(file, '    hostname: other\n');
  await expectCauses('another compose file', ['replaced: its compose file changed']);
}

function compare(name: string, measured: number, baseline: string, milliseconds: number, factor: number): Comparison {
  return { name, measured, baseline: { name: baseline, milliseconds }, factor, plus: 0 };
}
