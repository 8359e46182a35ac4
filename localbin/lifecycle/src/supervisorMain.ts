import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDiagnostic } from '@dust-workspace/component';
import { environmentPaths, Redactor } from '@dust-workspace/environment';
import { rotateLog } from '@dust-workspace/runtime';
import { acquireLock } from './lock.js';
import { pace, postponed, superviseOne, type Watched } from './supervise.js';
import { supervisorFile } from './supervisorProcess.js';
import { openWorkspace } from './openWorkspace.js';
import type { Workspace } from './workspace.js';

/** Looks between two readings of the manifests and the configuration. */
const looksBetweenReadings = 30;

/**
 * One small process an environment: looks twice a second whether the components that run as plain processes still live, starts again
 * those that died, and keeps their logs short. It holds nothing that cannot be observed: killing it harms no component, and the next
 * command brings it back. It ends by itself when nothing is left to watch.
 */
async function supervise(root: string, environment: string, running: readonly string[]): Promise<void> {
  const paths = environmentPaths(root, environment);
  const controller = new AbortController();
  const { signal } = controller;
  const redactor = new Redactor();
  process.once('SIGTERM', () => {
    controller.abort();
  });
  // While this process came up, the environment may have been removed, which must not come back by a lock.
  if (!existsSync(paths.run)) return;
  const alone = await acquireLock(supervisorFile(paths.run), {
    command: 'supervisor',
    now: () => new Date(),
    patience: 0,
    signal,
    onWaiting: () => undefined,
  });
  if (!alone.ok) return;
  const watched = new Map<string, Watched>(running.map((name) => [name, { deaths: 0, since: performance.now() }]));
  let workspace: Workspace | undefined;
  try {
    for (let look = 0; !signal.aborted; look++) {
      if (look % looksBetweenReadings === 0) workspace = await open();
      if (workspace !== undefined && !(await lookAt(workspace, look))) break;
      await pause(pace.look, signal);
    }
  } catch (error) {
    await log(`ended by an error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    await alone.value.release();
  }

  async function open(): Promise<Workspace | undefined> {
    const opened = await openWorkspace({ root, processEnv: process.env, environment, redactor });
    if (opened.ok) return opened.value;
    await log(`cannot look: ${opened.diagnostics.map(formatDiagnostic).join('; ')}`);
    return undefined;
  }

  /** Whether there is anything left to watch. */
  async function lookAt(current: Workspace, look: number): Promise<boolean> {
    let left = false;
    for (const [name, state] of await current.observeProcesses()) {
      const kind = state.kind === 'running' || state.kind === 'exited' || state.kind === 'orphaned' ? state.kind : 'other';
      const supervision = superviseOne(kind, watched.get(name), performance.now());
      if (supervision.watched === undefined) watched.delete(name);
      else watched.set(name, supervision.watched);
      left ||= supervision.watched !== undefined;
      if (kind === 'running' && look % looksBetweenReadings === 0) await rotateLog(join(paths.run, name, 'output.log'));
      if (supervision.decision === 'give-up') await log(`${name} died ${pace.deaths} times in a row and is left alone now`);
      if (supervision.decision === 'start' && supervision.watched !== undefined && !(await startAgain(name)))
        watched.set(name, postponed(supervision.watched, performance.now()));
    }
    return left;
  }

  /** False when it could not be started; while somebody works on the environment, the next look decides. */
  async function startAgain(name: string): Promise<boolean> {
    const fresh = await open();
    if (fresh === undefined) return false;
    const result = await fresh.startAgain(name, signal);
    if (!result.ok && result.diagnostics.some(({ code }) => code === 'environment-busy')) return true;
    await log(result.ok ? `${name}: ${result.value}` : `${name}: ${result.diagnostics.map(formatDiagnostic).join('; ')}`);
    return result.ok;
  }

  /** Everything that it writes passes the redactor. A full disk must not end the supervision. */
  async function log(line: string): Promise<void> {
    const file = join(paths.run, 'supervisor.log');
    await appendFile(file, `${new Date().toISOString()} ${redactor.redact(line)}\n`)
      .then(() => rotateLog(file))
      .catch(() => undefined);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}

const [root, environment, ...running] = process.argv.slice(2);
if (root !== undefined && environment !== undefined) await supervise(root, environment, running);
