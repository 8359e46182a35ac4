import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { median, medians, type Comparison } from './comparison.js';
import { addComponent, inScratchWorkspace, type ScratchWorkspace } from './scratchWorkspace.js';

/** Milliseconds that the slower and the quicker component of a level take to become ready. */
const slow = 500;
const quick = 200;
const levels = 5;

/** Ten components on five levels, against the sum of the slowest of each level. */
export async function chainBench(): Promise<Comparison[]> {
  return inScratchWorkspace(chain(), async (workspace) => {
    const taken = await medians(5, { up: () => workspace.dsw('up'), down: () => workspace.dsw('down') });
    const baseline = { name: 'the sum of the slowest of each level', milliseconds: levels * slow };
    return [{ name: `dsw up of ten components on ${levels} levels`, measured: taken.up, baseline, factor: 1.2, plus: 0 }];
  });
}

function chain(): Record<string, string> {
  const files: Record<string, string> = {};
  for (let level = 0; level < levels; level++)
    for (const [name, delay] of [
      ['slow', slow],
      ['quick', quick],
    ] as const) {
      const needs = level === 0 ? '{}' : `{ slow-${level - 1}: healthy, quick-${level - 1}: healthy }`;
      files[`platform/${name}-${level}/component.yaml`] = [
        'description: becomes ready after a while',
        'profiles: [starter]',
        `needs: ${needs}`,
        `runtimes: { process: { command: [sh, -c, 'rm -f $DSW_RUN/ready; sleep ${delay / 1_000}; : > $DSW_RUN/ready; exec sleep infinity'] } }`,
        `ready: { command: [sh, -c, 'test -e $DSW_RUN/ready'] }`,
        '',
      ].join('\n');
    }
  return files;
}

/** The database as a component, against pg_ctl on the same data. */
export async function postgresBench(): Promise<Comparison[]> {
  return inScratchWorkspace({}, async (workspace) => {
    await addComponent(workspace.root, 'platform/timescale');
    await workspace.dsw('start', 'timescale');
    await workspace.dsw('down');
    const data = join(workspace.root, 'platform/timescale/volumes/local/data');
    const bin = await binaries();
    // pg_ctl must not run as root either: it drops to the owner of the data, as the component does.
    const asOwner =
      process.getuid?.() === 0
        ? [
            'setpriv',
            '--reuid=nobody',
            '--regid=nogroup',
            '--clear-groups',
            '--inh-caps=+dac_read_search',
            '--ambient-caps=+dac_read_search',
          ]
        : [];
    const pgCtl = (...args: readonly string[]): Promise<unknown> => {
      const [file = '', ...rest] = [...asOwner, join(bin, 'pg_ctl'), '--pgdata', data, ...args];
      return execa(file, rest);
    };
    const options = "-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c port=25999";
    const operations: number[] = [];
    const taken = await medians(7, {
      pgCtl: () => pgCtl('-w', '-o', options, '-l', '/dev/null', 'start'),
      pgCtlStop: () => pgCtl('-w', '-m', 'fast', 'stop'),
      component: async () => operations.push(await startOperation(workspace)),
      componentStop: () => workspace.dsw('stop', 'timescale'),
    });
    const baseline = { name: 'pg_ctl -w start', milliseconds: taken.pgCtl };
    return [
      { name: 'timescale from its launch until it is ready', measured: median(operations), baseline, factor: 1, plus: 150 },
      { name: 'dsw start timescale, the whole command', measured: taken.component, baseline, factor: 1, plus: 150 },
    ];
  });
}

/** Milliseconds that the engine took for the start itself, without the boot of Node and the reading of manifests. */
async function startOperation(workspace: ScratchWorkspace): Promise<number> {
  const events = (await workspace.dsw('start', 'timescale', '--json')).trimEnd().split('\n');
  const { outcomes } = JSON.parse(events.at(-1) ?? '') as {
    outcomes: { id: string; milliseconds: number }[];
  };
  return outcomes.find(({ id }) => id === 'timescale:start')?.milliseconds ?? Number.NaN;
}

async function binaries(): Promise<string> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined) throw new Error('this benchmark needs the PostgreSQL of Debian or Ubuntu: apt-get install postgresql');
  return `/usr/lib/postgresql/${newest}/bin`;
}
