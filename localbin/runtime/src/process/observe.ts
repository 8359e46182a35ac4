import { unreachable } from '@dust-workspace/component';
import { logFile } from '../operatingFolders.js';
import { lastLineOf } from '../readLog.js';
import { missingRequirements, programFinder } from '../requirements.js';
import type { Instance, RuntimeState } from '../runtime.js';
import { familyOf } from './family.js';
import type { Ending } from './launch.js';
import { learnFromProcess } from './learnFromProcess.js';
import { mainProcesses, type MainProcess } from './mainProcess.js';
import { processTable, type ProcessTable } from './processTable.js';
import { secondLookAt } from './secondLook.js';
import type { Stamp } from './stamp.js';
import type { Invoker } from './user.js';

export interface ObserveOptions {
  readonly invoker: Invoker;
  /** How the main process with this stamp ended, where this command was its parent. */
  endingOf(instance: Instance, stamp: Stamp): Promise<Ending | undefined>;
}

/** The states of many instances. Two small reads for each that runs; the process table is searched once, and only when one of them has ended. */
export async function observeInstances(
  instances: readonly Instance[],
  options: ObserveOptions,
): Promise<ReadonlyMap<string, RuntimeState>> {
  let table: ProcessTable | undefined;
  const takeTable = (): ProcessTable => (table ??= processTable());
  const mains = await mainProcesses(
    instances.map(({ runDirectory }) => runDirectory),
    takeTable,
  );
  const find = programFinder(options.invoker.env['PATH'] ?? '');
  const states = await Promise.all(
    instances.map(async (instance, index) => {
      const seen = await stateOf(instance, mains[index] ?? { kind: 'none' }, takeTable(), options);
      const reason = seen.kind === 'stopped' ? await unavailability(instance, find) : undefined;
      const state: RuntimeState = reason === undefined ? seen : { kind: 'unavailable', reason };
      return [instance.component.name, state] as const;
    }),
  );
  return new Map(states);
}

async function stateOf(instance: Instance, main: MainProcess, table: ProcessTable, options: ObserveOptions): Promise<RuntimeState> {
  switch (main.kind) {
    case 'none':
      return { kind: 'stopped' };
    case 'unreadable':
      return { kind: 'unknown', reason: main.reason };
    case 'alive': {
      const { pid, restarts, writtenAt } = main.stamp;
      learnFromProcess(instance, pid);
      return { kind: 'running', since: writtenAt, pid, restarts };
    }
    case 'damaged': {
      const pids = await leftovers(instance, table, options.invoker);
      return pids.length > 0 ? { kind: 'orphaned', pids } : { kind: 'stopped' };
    }
    case 'dead': {
      const pids = await leftovers(instance, table, options.invoker, main.stamp);
      if (pids.length > 0) return { kind: 'orphaned', pids };
      return { kind: 'exited', detail: await describeEnding(instance, await options.endingOf(instance, main.stamp)) };
    }
    default:
      return unreachable(main);
  }
}

async function leftovers(instance: Instance, table: ProcessTable, invoker: Invoker, stamp?: Stamp): Promise<number[]> {
  const secondLook = secondLookAt(instance, invoker);
  const question = { instance, secondLook, withCommands: false, ...(stamp === undefined ? {} : { stamp }) };
  return (await familyOf(question, table)).map(({ pid }) => pid);
}

async function unavailability(instance: Instance, find: ReturnType<typeof programFinder>): Promise<string | undefined> {
  const runtime = instance.component.manifest.runtimes.process;
  if (runtime === undefined) return 'has no process runtime';
  return missingRequirements(runtime.requires, (program) => find(program, instance.component.directory));
}

/** How it ended, as far as that is known, and the last thing that it said. */
async function describeEnding(instance: Instance, ending: Ending | undefined): Promise<string> {
  const said = await lastLineOf(logFile(instance.runDirectory));
  const how =
    ending === undefined ? 'ended by itself' : ending.signal === null ? `exited with code ${ending.code}` : `was ended by ${ending.signal}`;
  return said === undefined ? how : `${how}: ${instance.redactor.redact(said).slice(0, 200)}`;
}
