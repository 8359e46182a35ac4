import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { revertSwap } from '@dust-workspace/backup';
import { unreachable, type Result } from '@dust-workspace/component';
import { PortRegistry, releasePorts } from '@dust-workspace/environment';
import { removeCheckout, removeStore, type EngineBelongings, type Removal, type Runtime } from '@dust-workspace/runtime';
import { forgetEnvironment } from '../environments/forgetEnvironment.js';
import type { Performed } from '../execute.js';
import { removeIfEmpty, removeVolume } from '../perform/remove.js';
import { removeSchedule } from '../schedule/install.js';
import { stopSupervisor, supervisorFile } from '../supervisorProcess.js';
import { systemProblem } from '../systemProblem.js';
import type { HostAction } from './hostPlan.js';

export interface HostTools {
  readonly root: string;
  readonly processEnv: NodeJS.ProcessEnv;
  readonly now: () => Date;
  readonly runtime: Runtime;
  /** Absent where no engine answers: then nothing of it is in any plan. */
  readonly engine: EngineBelongings | undefined;
  readonly onKill: () => void;
}

/** Does one thing of a plan. What the system refuses is a failure of that alone. */
export async function carryOut(action: HostAction, tools: HostTools): Promise<Performed> {
  try {
    return await perform(action, tools);
  } catch (error) {
    const known = systemProblem(error);
    if (known === undefined) throw error;
    return { kind: 'failed', diagnostics: [known] };
  }
}

async function perform(action: HostAction, { root, processEnv, now, runtime, engine, onKill }: HostTools): Promise<Performed> {
  switch (action.kind) {
    case 'end-supervisor':
      await stopSupervisor(action.run);
      await rm(supervisorFile(action.run), { force: true });
      return done('ended');
    case 'end':
      return asPerformed(await runtime.stop(action.instance, { onKill }), 'ended');
    case 'remove-container':
      return removed(await engine?.removeContainer(action.id));
    case 'remove-network':
      return removed(await engine?.removeNetwork(action.id));
    case 'remove-volume':
      return removed(await engine?.removeVolume(action.id));
    case 'release-ports': {
      const registry = await PortRegistry.open({ processEnv });
      await releasePorts(registry, { workspace: root, environment: action.environment }, new Set(action.names));
      return done('free again');
    }
    case 'remove-data':
      return asPerformed(await removeData(action.volume), 'removed');
    case 'remove-emptied':
      await removeEmptied(action.volumes);
      return done('removed');
    case 'remove-checkout': {
      const gone = await removeCheckout(action.place);
      if (gone.ok) await removeIfEmpty(dirname(action.place.folder));
      return asPerformed(gone, 'removed');
    }
    case 'remove-store': {
      const gone = await removeStore(action.place);
      if (gone.ok) await removeIfEmpty(dirname(action.place.store));
      return asPerformed(gone, 'removed');
    }
    case 'remove-schedule': {
      const taken = await removeSchedule({ workspace: root, environment: action.environment }, processEnv);
      return asPerformed(taken, 'taken away');
    }
    case 'forget-environment':
      await forgetEnvironment({ catalog: { root }, processEnv, now }, action.environment);
      return done('removed; its backups are kept');
    case 'remove-folder':
      await rm(action.folder, { recursive: true, force: true });
      return done('removed');
    default:
      return unreachable(action);
  }
}

/** With what restores and removals that were killed have left beside it. */
async function removeData(volume: string): Promise<Result<void>> {
  // First the data from before a restore come back: the other way round a kill would leave them where the next command takes them for the data.
  const settled = await revertSwap(volume);
  if (!settled.ok) return settled;
  const gone = await removeVolume(volume);
  if (!gone.ok) return gone;
  await removeEmptied(dirname(volume));
  return gone;
}

/** The folder of a component's volumes once there are none. Of a component that is no more, nothing else may be left: its folder goes too. */
async function removeEmptied(volumes: string): Promise<void> {
  await removeIfEmpty(volumes);
  if (basename(volumes) === 'volumes') await rmdir(dirname(volumes)).catch(() => undefined);
}

function asPerformed(result: Result<unknown>, detail: string): Performed {
  return result.ok ? done(detail) : { kind: 'failed', diagnostics: result.diagnostics };
}

function removed(result: Removal | undefined): Performed {
  if (result === undefined) return done('gone');
  if (!result.ok) return { kind: 'failed', diagnostics: result.diagnostics };
  return result.value === 'in-use' ? { kind: 'skipped', detail: 'kept, since a container of somebody else uses it' } : done(result.value);
}

function done(detail: string): Performed {
  return { kind: 'done', detail };
}
