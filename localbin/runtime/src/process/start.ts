import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { logFile } from '../operatingFolders.js';
import { portsTaken } from '../portsTaken.js';
import { rotateLog } from '../rotateLog.js';
import type { Instance, Runtime } from '../runtime.js';
import { launch, type Launched } from './launch.js';
import { readStamp } from './stamp.js';
import { prepareFor } from './prepare.js';
import { stopInstance } from './stop.js';
import { surroundingsOf, type Obstacle } from './surroundings.js';
import type { Invoker } from './user.js';

export interface StartOptions {
  readonly invoker: Invoker;
  readonly observe: Runtime['observe'];
  readonly signal: AbortSignal;
}

/** Launches an instance, after ending what an earlier main process left behind. Undefined when it runs already. */
export async function startInstance(instance: Instance, { invoker, observe, signal }: StartOptions): Promise<Result<Launched | undefined>> {
  const { name, manifest } = instance.component;
  const state = (await observe([instance])).get(name);
  if (state?.kind === 'running') return ok(undefined);
  if (state?.kind === 'unavailable' || state?.kind === 'unknown')
    return fail(problem(state.kind, `${name} cannot be started: ${state.reason}`));
  const runtime = manifest.runtimes.process;
  if (runtime === undefined) return fail(problem('unavailable', `${name} cannot be started: it has no process runtime`));

  const restarts = state?.kind === 'exited' || state?.kind === 'orphaned' ? 1 + restartsOf(instance) : 0;
  if (state?.kind === 'orphaned') {
    const ended = await stopInstance(instance, { onKill: () => undefined }, invoker);
    if (!ended.ok) return ended;
  }
  const surroundings = await surroundingsOf(instance, runtime.command as [string, ...string[]], invoker);
  if (!surroundings.ok) return surroundings;
  const { runAs, command, variables, obstacle } = surroundings.value;
  if (obstacle !== undefined) return fail(programMissing(instance, obstacle));
  const prepared = await prepareFor(instance, runAs, invoker);
  if (!prepared.ok) return prepared;
  const taken = await portsTaken(instance);
  if (taken.length > 0) return fail(...taken);
  await rotateLog(logFile(instance.runDirectory));
  if (signal.aborted) return fail(problem('aborted', `${name} was not started: interrupted`));
  return launch(instance, { command: runAs.kind === 'dropped' ? [...runAs.setpriv, '--', ...command] : command, variables, restarts });
}

function restartsOf({ runDirectory }: Instance): number {
  const reading = readStamp(runDirectory);
  return reading.kind === 'stamp' ? reading.stamp.restarts : 0;
}

function programMissing({ component }: Instance, { exitCode, message }: Obstacle): Diagnostic {
  return {
    severity: 'error',
    code: exitCode === 127 ? 'program-missing' : 'program-not-executable',
    message: `${component.name} cannot be started: ${message}`,
    remedy:
      exitCode === 127
        ? 'Install the program, or correct `runtimes.process` in the manifest; a relative path starts at the component folder.'
        : 'Make it executable for everyone: chmod a+x.',
    file: `${component.root}/component.yaml`,
  };
}
