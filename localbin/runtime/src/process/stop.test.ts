import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { findProgram } from '../findProgram.js';
import type { Instance, Runtime } from '../runtime.js';
import { freePort } from '@dust-workspace/component/testing';
import { useProcessHarness } from '../testing/useHarness.js';
import { eventually, linesOf, saying } from '../testing/waiting.js';
import { waitUntilReady } from '../waitUntilReady.js';
import { linuxTable } from './linuxTable.js';

const harness = useProcessHarness();
const never = new AbortController().signal;

async function started(script: string, stop: object = {}): Promise<{ runtime: Runtime; instance: Instance }> {
  const runtime = harness().runtime();
  const instance = await harness().fromManifest('stopped', { runtimes: { process: { command: ['sh', '-c', script], stop } } });
  expect(await runtime.start(instance, never)).toEqual({ ok: true });
  await saying(runtime, instance, 'up');
  return { runtime, instance };
}

async function stop(runtime: Runtime, instance: Instance): Promise<number> {
  let kills = 0;
  expect(await runtime.stop(instance, { onKill: () => (kills += 1) })).toEqual({ ok: true });
  expect(await harness().countProcesses(instance)).toBe(0);
  return kills;
}

it.each(['SIGINT', 'SIGQUIT'] as const)('sends the signal of the manifest, %s, to the main process alone', async (signal) => {
  const child = `sh -c "trap 'echo child got it' ${signal.slice(3)}; while :; do sleep 0.02; done" &`;
  const { runtime, instance } = await started(
    `${child} trap 'echo main got it; exit 0' ${signal.slice(3)}; echo up; while :; do sleep 0.02; done`,
    { signal },
  );
  await stop(runtime, instance);
  expect((await linesOf(runtime, instance)).filter((line) => line.endsWith('got it'))).toEqual(['main got it']);
});

it('finds children that made a session of their own', async () => {
  const { runtime, instance } = await started('setsid sh -c "sleep 600 & exec sleep 600" >/dev/null 2>&1 & echo up; exec sleep 600');
  await eventually('the children run', async () => (await harness().countProcesses(instance)) >= 3);
  expect(await stop(runtime, instance)).toBe(0);
});

it('finds children that made a session of their own and overwrote their environment, by their output', async () => {
  const { runtime, instance } = await started('env -i setsid sleep 599 & exec 3>&-; env -i setsid sleep 599 >/dev/null & echo up; exit 0');
  let pids: readonly number[] = [];
  await eventually('both are orphans', async () => {
    const state = (await runtime.observe([instance])).get('stopped');
    pids = state?.kind === 'orphaned' ? state.pids : [];
    return pids.length === 2 && pids.every((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1') === ['sleep', '599', ''].join('\0'));
  });
  await stop(runtime, instance);
  await eventually('they have ended', () => pids.every((pid) => !exists(pid)));
});

it('finds children in the session of the main process that have neither', async () => {
  const { runtime, instance } = await started('env -i sleep 598 >/dev/null 2>&1 & echo $!; echo up; exec sleep 600');
  const child = Number((await linesOf(runtime, instance))[0]);
  expect(exists(child)).toBe(true);
  await stop(runtime, instance);
  await eventually('the child has ended', () => !exists(child));
});

it('kills what the main process leaves behind when it ignores SIGTERM', async () => {
  const { runtime, instance } = await started(`sh -c "trap '' TERM; echo up; while :; do sleep 0.02; done" & trap 'exit 0' TERM; wait`);
  expect(await stop(runtime, instance)).toBe(0);
});

it('kills a main process that was suspended', async () => {
  const { runtime, instance } = await started('echo up; kill -STOP $$', { within: '100ms' });
  expect(await stop(runtime, instance)).toBe(1);
});

it('ends commands that run beside the main process', async () => {
  const { runtime, instance } = await started('echo up; exec sleep 600');
  const command = runtime.exec(instance, ['sleep', '600'], { signal: never });
  await eventually('the command runs', async () => (await harness().countProcesses(instance)) === 2);
  await stop(runtime, instance);
  expect(await command).toMatchObject({ exitCode: null, signal: 'SIGTERM' });
});

it('does not end itself where it runs inside the component that it stops', async () => {
  const { instance } = await started(
    'while ! [ -e "$DSW_VOLUME/stop.sh" ]; do [ "$said" ] || echo up; said=1; sleep 0.02; done; . "$DSW_VOLUME/stop.sh"',
  );
  const source = [
    harness().runtimeSource,
    `import { readFileSync } from 'node:fs';`,
    `const data = JSON.parse(readFileSync(0, 'utf8'));`,
    `console.log(JSON.stringify(await runtime.stop({ ...data, secrets: new Set(), redactor: undefined }, { onKill() {} })));`,
  ].join('\n');
  writeFileSync(join(instance.volume, 'stop.mjs'), source);
  writeFileSync(join(instance.volume, 'instance.json'), JSON.stringify({ ...instance, secrets: [] }));
  const run = `(cd "$DSW_VOLUME" && ${process.execPath} stop.mjs <instance.json >said 2>&1; echo and on >>said)`;
  writeFileSync(join(instance.volume, 'stop.partial'), run);
  renameSync(join(instance.volume, 'stop.partial'), join(instance.volume, 'stop.sh'));
  const said = (): string => (existsSync(join(instance.volume, 'said')) ? readFileSync(join(instance.volume, 'said'), 'utf8') : '');
  await eventually('it has stopped itself', () => said().endsWith('and on\n'));
  expect(said()).toBe('{"ok":true}\nand on\n');
  await eventually('nothing is left', async () => (await harness().countProcesses(instance)) === 0);
});

it('finds the servers that a PostgreSQL left behind whose main process was killed', async ({ skip }) => {
  const server = await findProgram('/usr/lib/postgresql/*/bin/postgres', { path: '', directory: '/' });
  if (server === undefined) return skip('there is no PostgreSQL under /usr/lib/postgresql');
  const bin = dirname(server);
  const port = await freePort();
  const serve = `[ -e "$DSW_VOLUME/data/PG_VERSION" ] || ${bin}/initdb -D "$DSW_VOLUME/data" -A trust -U me >/dev/null; exec ${bin}/postgres -D "$DSW_VOLUME/data" -p "$DB_PORT" -k ""`;
  const manifest = {
    ports: { DB_PORT: 5432 },
    runtimes: { process: { command: ['sh', '-c', serve], user: 'unprivileged', stop: { signal: 'SIGINT' } } },
    ready: { command: [`${bin}/pg_isready`, '-q', '-h', '127.0.0.1', '-p', String(port)] },
  };
  const runtime = harness().runtime();
  const instance = await harness().fromManifest('db', manifest, { ports: { DB_PORT: port } });
  expect(await runtime.start(instance, never)).toEqual({ ok: true });
  expect(await waitUntilReady(runtime, instance, { signal: never })).toMatchObject({ kind: 'ready' });
  const state = (await runtime.observe([instance])).get('db');
  const main = state?.kind === 'running' ? (state.pid ?? 0) : 0;
  const walwriter = linuxTable().entries.find(
    ({ pid, parent }) => parent === main && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('walwriter'),
  );
  const pid = walwriter?.pid ?? 0;
  // It would notice that its parent is gone, and end.
  process.kill(pid, 'SIGSTOP');
  process.kill(main, 'SIGKILL');
  await eventually('only the suspended one is left', async () => {
    const left = (await runtime.observe([instance])).get('db');
    return left?.kind === 'orphaned' && left.pids.join() === String(pid);
  });
  expect(await runtime.start(instance, never)).toEqual({ ok: true });
  expect(await waitUntilReady(runtime, instance, { signal: never })).toMatchObject({ kind: 'ready' });
  expect(exists(pid)).toBe(false);
  await stop(runtime, instance);
}, 60_000);

function exists(pid: number): boolean {
  return linuxTable().starts([pid]).size > 0;
}
