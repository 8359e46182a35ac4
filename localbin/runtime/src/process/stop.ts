import { fail, ok, problem, unreachable, type Diagnostic, type Result } from '@dust-workspace/component';
import type { Instance, StopProgress } from '../runtime.js';
import { familyOf, sessionOf, type Member } from './family.js';
import { mainProcess } from './mainProcess.js';
import { processTable } from './processTable.js';
import { haveEnded, living, signalMember } from './signals.js';
import { secondLookAt } from './secondLook.js';
import { removeStamp, type Stamp } from './stamp.js';
import type { Invoker } from './user.js';

/** How long the system may take to remove what was killed, in milliseconds. */
const killGrace = 3_000;
/** What is done to what a main process left behind, in turn, and for how long, in milliseconds, it is waited for. A fork may escape one round. */
const force = [
  { signal: 'SIGTERM', grace: 1_000 },
  { signal: 'SIGKILL', grace: killGrace },
  { signal: 'SIGKILL', grace: killGrace },
] as const;

/**
 * Ends an instance: its main process by the manifest's signal and, when that takes longer than the manifest allows, by SIGKILL together with
 * everything it started; then whatever it left behind by SIGTERM and SIGKILL. The stamp goes only when nothing of the instance lives any more.
 */
export async function stopInstance(instance: Instance, progress: StopProgress, invoker: Invoker): Promise<Result<void>> {
  const main = await mainProcess(instance.runDirectory, processTable);
  switch (main.kind) {
    case 'unreadable':
      return fail(ofAnother(instance, main.reason));
    case 'alive': {
      const inSession = sessionOf(main.stamp, processTable());
      const ended = await endMain(instance, main.stamp, progress);
      return ended.ok ? endRest(instance, invoker, main.stamp, inSession) : ended;
    }
    case 'dead':
      return endRest(instance, invoker, main.stamp);
    case 'none':
    case 'damaged':
      return endRest(instance, invoker);
    default:
      return unreachable(main);
  }
}

async function endMain(instance: Instance, stamp: Stamp, progress: StopProgress): Promise<Result<void>> {
  const { signal, within } = instance.component.manifest.runtimes.process?.stop ?? { signal: 'SIGTERM', within: 10_000 };
  if (signalMember(stamp, signal) === 'forbidden') return fail(ofAnother(instance, `process ${stamp.pid} belongs to another user`));
  if (await haveEnded([stamp], within)) return ok();
  progress.onKill();
  const everything = [stamp, ...sessionOf(stamp, processTable())];
  for (const member of everything) signalMember(member, 'SIGKILL');
  return (await haveEnded(everything, killGrace)) ? ok() : fail(undying(instance, everything));
}

/** Ends what the main process left behind. `known` is what was in its session while it lived. */
async function endRest(instance: Instance, invoker: Invoker, stamp?: Stamp, known: readonly Member[] = []): Promise<Result<void>> {
  const secondLook = secondLookAt(instance, invoker);
  const leftovers = async (): Promise<Member[]> => {
    const family = await familyOf({ instance, secondLook, withCommands: true, ...(stamp === undefined ? {} : { stamp }) }, processTable());
    return [...new Map([...living(known), ...family].map((member) => [member.pid, member])).values()];
  };
  for (const { signal, grace } of force) {
    const left = await leftovers();
    if (left.length === 0) return forget(instance);
    const refused = left.filter((member) => signalMember(member, signal) === 'forbidden').map(({ pid }) => pid);
    if (refused.length > 0) return fail(ofAnother(instance, `process ${refused.join(', ')} belongs to another user`));
    await haveEnded(left, grace);
  }
  const left = await leftovers();
  return left.length === 0 ? forget(instance) : fail(undying(instance, left));
}

function forget(instance: Instance): Result<void> {
  try {
    removeStamp(instance.runDirectory);
    return ok();
  } catch (error) {
    return fail(ofAnother(instance, (error as Error).message));
  }
}

function ofAnother(instance: Instance, reason: string): Diagnostic {
  return problem(
    'not-permitted',
    `${instance.component.name} cannot be stopped: ${reason}`,
    'Run the command as the user who started it, or as root.',
  );
}

function undying(instance: Instance, members: readonly Member[]): Diagnostic {
  const pids = living(members).map(({ pid }) => pid);
  return problem(
    'not-stopped',
    `${instance.component.name} has not ended although it was killed: process ${pids.join(', ')}`,
    'A process that survives SIGKILL waits for the kernel, usually for a disk or a network file system; look at its state in ps.',
  );
}
