import { mkdir, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { placeMark } from '../placeMark.js';
import { marksFrom } from '../process/linuxTable.js';
import type { ProcessCosts, ProcessMarks, ProcessTable } from '../process/processTable.js';
import type { Instance } from '../runtime.js';
import { useProcessHarness } from '../testing/useHarness.js';
import { processUsage } from './processUsage.js';

const at = new Date('2026-11-21T10:00:00Z');

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly session?: number;
  readonly marks?: ProcessMarks | 'unreadable';
}

/** Each process has used its pid in milliseconds, has 10 bytes of its own and shares 100 with others. */
function tableOf(rows: readonly Row[]): ProcessTable {
  const byPid = new Map(rows.map((row) => [row.pid, row]));
  const cost = (pid: number): ProcessCosts => ({ cpuMilliseconds: pid, privateBytes: 10, sharedBytes: 100 });
  return {
    boot: 'this',
    starts: (pids) => new Map(pids.filter((pid) => byPid.has(pid)).map((pid) => [pid, '1'])),
    entries: rows.map(({ pid, parent, session = pid }) => ({ pid, parent, group: session, session, start: '1' })),
    marks: (pid) => byPid.get(pid)?.marks ?? marksFrom('', []),
    costs: (pid) => (byPid.has(pid) ? cost(pid) : undefined),
    notBefore: () => true,
  };
}

describe('what instances that run as processes take', () => {
  const harness = useProcessHarness();
  const make = async (name: string, main?: number): Promise<Instance> => {
    const instance = await harness().fromManifest(name, { runtimes: { process: { command: ['true'] } } });
    const { runDirectory } = instance;
    await mkdir(runDirectory, { recursive: true });
    if (main !== undefined) await writeFile(`${runDirectory}/process`, `${main} this ${placeMark(runDirectory)} 0 1\n`);
    return instance;
  };
  const labels = ({ workspace, component }: Instance): string =>
    `DSW_WORKSPACE=${workspace}\0DSW_ENVIRONMENT=test\0DSW_COMPONENT=${component.name}\0`;
  const usage = async (instances: readonly Instance[], rows: readonly Row[]): Promise<object> =>
    Object.fromEntries(
      await processUsage(
        instances,
        () => tableOf(rows),
        () => at,
      ),
    );

  it('is the sum over the session, what carries the marks, and what these have started; memory in common counts once', async () => {
    const web = await make('web', 10);
    const rows: Row[] = [
      { pid: 1, parent: 0 },
      { pid: 10, parent: 1 },
      { pid: 11, parent: 10, session: 10 },
      // Left its session and its parent, as a daemon does, and has a child that nobody may look into.
      { pid: 12, parent: 1, marks: marksFrom(labels(web), []) },
      { pid: 13, parent: 12, marks: 'unreadable' },
      // Has a title in place of an environment.
      { pid: 14, parent: 1, marks: marksFrom('worker: idle', [`${web.runDirectory}/output.log`]) },
      { pid: 99, parent: 1 },
    ];
    expect(await usage([web], rows)).toEqual({
      web: { cpuMilliseconds: 10 + 11 + 12 + 13 + 14, memoryBytes: 150, processes: 5, at },
    });
  });

  it('is not that of commands beside it, nor of another component that it has started', async () => {
    const [console_, web] = [await make('console', 10), await make('web', 20)];
    const rows: Row[] = [
      { pid: 10, parent: 1 },
      { pid: 11, parent: 10, session: 10 },
      { pid: 20, parent: 11 },
      { pid: 30, parent: 11, marks: marksFrom(`${labels(web)}DSW_EXEC=11:1:1\0`, []) },
      { pid: 31, parent: 30, session: 30, marks: 'unreadable' },
    ];
    expect(await usage([console_, web], rows)).toEqual({
      console: { cpuMilliseconds: 21, memoryBytes: 120, processes: 2, at },
      web: { cpuMilliseconds: 20, memoryBytes: 110, processes: 1, at },
    });
  });

  it('is that of what a main process left behind', async () => {
    const web = await make('web', 10);
    expect(await usage([web], [{ pid: 12, parent: 1, marks: marksFrom(labels(web), []) }])).toEqual({
      web: { cpuMilliseconds: 12, memoryBytes: 110, processes: 1, at },
    });
  });

  it('is absent for what does not run, and for numbers that the machine has given to others since', async () => {
    const [web, other] = [await make('web', 10), await make('other')];
    await writeFile(`${web.runDirectory}/process`, `10 before ${placeMark(web.runDirectory)} 0 1\n`);
    expect(await usage([web, other], [{ pid: 10, parent: 1 }])).toEqual({});
    expect(await usage([], [{ pid: 10, parent: 1 }])).toEqual({});
  });
});
