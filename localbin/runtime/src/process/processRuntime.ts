import { ok } from '@dust-workspace/component';
import { logFile } from '../operatingFolders.js';
import { readLog } from '../readLog.js';
import type { Runtime } from '../runtime.js';
import { attach } from './attach.js';
import { endAbandoned } from './endAbandoned.js';
import { execute } from './execute.js';
import type { Launched } from './launch.js';
import { learnFromProcess } from './learnFromProcess.js';
import { mainProcess } from './mainProcess.js';
import { observeInstances } from './observe.js';
import { prepareInstance } from './prepare.js';
import { processTable } from './processTable.js';
import { removeInstance } from '../removeInstance.js';
import { processUsage } from '../usage/processUsage.js';
import { startInstance } from './start.js';
import { stopInstance } from './stop.js';
import type { Invoker } from './user.js';

export interface ProcessRuntimeOptions {
  /** The environment of whoever runs the command: `PATH`, `HOME` and a few others are handed on to components. */
  readonly processEnv: NodeJS.ProcessEnv;
  /** Effective user and group of whoever runs the command; those of this process by default. */
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Components as plain processes on this machine. They have no parent that must stay: each is the leader of a session of its own, logs to a file and
 * stamps its identity into its run folder, where any later command finds it again.
 */
export function processRuntime(options: ProcessRuntimeOptions): Runtime {
  const { processEnv: env, uid = process.geteuid?.() ?? -1, gid = process.getegid?.() ?? -1 } = options;
  const invoker: Invoker = { env, uid, gid };
  const children = new Map<string, Launched>();
  const observe: Runtime['observe'] = (instances) =>
    observeInstances(instances, {
      invoker,
      endingOf: async ({ runDirectory }, stamp) => {
        const child = children.get(runDirectory);
        return child?.stamp.pid === stamp.pid ? child.ending : undefined;
      },
    });
  return {
    name: 'process',
    observe,
    prepare: (instance) => prepareInstance(instance, invoker),
    async start(instance, signal) {
      const started = await startInstance(instance, { invoker, observe, signal });
      if (!started.ok) return started;
      if (started.value !== undefined) children.set(instance.runDirectory, started.value);
      return ok();
    },
    stop: (instance, progress) => stopInstance(instance, progress, invoker),
    exec: (instance, command, exec) => execute(instance, command, exec, invoker),
    attach: async (instance, command, seat) => ok(await attach(instance, command, seat, invoker)),
    endAbandoned: (instances) => endAbandoned(instances, invoker),
    async *logs(instance, logs) {
      const main = await mainProcess(instance.runDirectory, processTable);
      if (main.kind === 'alive') learnFromProcess(instance, main.stamp.pid);
      yield* readLog(logFile(instance.runDirectory), logs);
    },
    remove: (instance) => removeInstance(instance, observe),
    usage: (instances) => processUsage(instances),
    // A process has nothing that is made before it starts, no check but the manifest's, and shares nothing.
    survey: () => Promise.resolve(new Map()),
    anticipate: () => Promise.resolve(),
    awaitEnd: () => undefined,
    healthCheck: () => Promise.resolve(undefined),
    tidy: () => Promise.resolve(),
  };
}
