import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import type { Instance, StopProgress } from '../runtime.js';
import { familyOf, type Member } from './family.js';
import { mainProcess } from './mainProcess.js';
import { processTable } from './processTable.js';
import { haveEnded, living, signalMember } from './signals.js';
import { removeStamp, type Stamp } from './stamp.js';

/** How long what a main process left behind may take to end, in milliseconds, before it is killed. */
const leftoverGrace = 1_000;
/** How long the system may take to remove what was killed, in milliseconds. */
const killGrace = 3_000;

/**
 * Ends an instance: its main process by the manifest's signal and, when that takes longer than the manifest allows, by SIGKILL together with
 * everything it started; then whatever it left behind by SIGTERM and SIGKILL. The stamp goes only when nothing of the instance lives any more.
 */
export async function stopInstance(instance: Instance, progress: StopProgress): Promise<Result<void>> {
  const main = await mainProcess(instance.runDirectory, processTable);
  switch (main.kind) {
    case 'unreadable':
      return fail(ofAnother(instance, main.reason));
    case 'alive': {
      const family = lookFor(instance, main.stamp, true);
      const ended = await endMain(instance, main.stamp, progress);
      if (!ended.ok) return ended;
      return endRest(instance, main.stamp, family);
    }
    case 'dead':
      return endRest(instance, main.stamp);
    case 'none':
    case 'damaged':
      return endRest(instance);
  }
}

async function endMain(instance: Instance, stamp: Stamp, progress: StopProgress): Promise<Result<void>> {
  const { signal, within } = instance.component.manifest.runtimes.process?.stop ?? { signal: 'SIGTERM', within: 10_000 };
  if (signalMember(stamp, signal) === 'forbidden') return fail(ofAnother(instance, `process ${stamp.pid} belongs to another user`));
  if (await haveEnded([stamp], within)) return ok();
  progress.onKill();
  const everything = [stamp, ...lookFor(instance, stamp, true)];
  for (const member of everything) signalMember(member, 'SIGKILL');
  return (await haveEnded(everything, killGrace)) ? ok() : fail(undying(instance, everything));
}

/** Ends what the main process left behind. `known` is what was in its session while it lived. */
async function endRest(instance: Instance, stamp?: Stamp, known: readonly Member[] = []): Promise<Result<void>> {
  const rounds = [
    { signal: 'SIGTERM', grace: leftoverGrace },
    { signal: 'SIGKILL', grace: killGrace },
    { signal: 'SIGKILL', grace: killGrace },
  ] as const;
  for (const { signal, grace } of rounds) {
    const left = unique([...living(known), ...lookFor(instance, stamp, false)]);
    if (left.length === 0) break;
    const refused = left.filter((member) => signalMember(member, signal) === 'forbidden');
    if (refused.length > 0) return fail(ofAnother(instance, `process ${refused.map(({ pid }) => pid).join(', ')} belongs to another user`));
    await haveEnded(left, grace);
  }
  const left = unique([...living(known), ...lookFor(instance, stamp, false)]);
  if (left.length > 0) return fail(undying(instance, left));
  removeStamp(instance.runDirectory);
  return ok();
}

function lookFor(instance: Instance, stamp: Stamp | undefined, mainLives: boolean): Member[] {
  return familyOf({ instance, mainLives, withCommands: true, ...(stamp === undefined ? {} : { stamp }) }, processTable());
}

function unique(members: readonly Member[]): Member[] {
  return [...new Map(members.map((member) => [member.pid, member])).values()];
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
