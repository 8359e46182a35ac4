import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { killingPath, startCheckoutCommand, type CheckoutVerb, type KillAt } from '../testing/checkoutCommand.js';
import { checkoutFolder, filesOf, type CheckoutFolder } from '../testing/checkoutFolder.js';
import { gitHttpServer } from '../testing/gitServers.js';
import { gitEnv, makeUpstream, type Upstream } from '../testing/upstream.js';
import { eventually } from '../testing/waiting.js';
import { wireTo } from '../testing/wire.js';
import { linuxTable } from '../process/linuxTable.js';
import type { CheckoutPlace } from './checkout.js';
import { storeMark } from './gitVariables.js';
import { observeCheckout } from './observeCheckout.js';
import { prepareCheckout } from './prepareCheckout.js';
import { removeCheckout } from './removeCheckout.js';
import { updateCheckout } from './updateCheckout.js';

const megabyte = 1_000_000;

let all: CheckoutFolder;
let upstream: Upstream;
let head: string;
let expected: Record<string, string>;

beforeEach(async () => {
  all = checkoutFolder();
  upstream = makeUpstream(all.root, { bytes: 2 * megabyte });
  head = upstream.git('rev-parse', 'HEAD');
  expected = filesOf(upstream.folder);
});

afterEach(() => {
  expect(gitProcesses(join(all.root, 'checkout/.store'))).toEqual([]);
  all.remove();
});

const sound = { kind: 'checked-out', wanted: true, due: false, changes: 0, ahead: 0, behind: 0, missing: [] };

function gitProcesses(store: string): number[] {
  const table = linuxTable();
  return table.entries.flatMap(({ pid }) => {
    const marks = table.marks(pid);
    return marks !== undefined && marks !== 'unreadable' && marks.carries(`${storeMark}=${store}`) ? [pid] : [];
  });
}

/** Whether the command was killed, rather than done. */
async function killed(verb: CheckoutVerb, place: CheckoutPlace, at: KillAt): Promise<boolean> {
  const child = startCheckoutCommand(verb, { ...place, processEnv: { ...place.processEnv, PATH: killingPath(all.root, at) } });
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return signal === 'SIGKILL';
}

describe('what was killed', () => {
  it.each(['after', 'meanwhile'] as const)(
    'while it was made is finished by the next run, wherever that was (%s)',
    { timeout: 300_000 },
    async (when) => {
      for (let call = 1; ; call += 1) {
        const base = join(all.root, `made-${call}`);
        const place = all.place(upstream.folder, head, { folder: join(base, 'local'), store: join(base, '.store') });
        if (!(await killed('prepareCheckout', place, { call, when }))) {
          expect(call).toBe(7);
          return;
        }
        expect(['absent', 'unfinished']).toContain((await observeCheckout(place)).kind);
        expect(await prepareCheckout(place)).toMatchObject({ ok: true, value: { commit: head } });
        expect(filesOf(place.folder)).toEqual(expected);
        expect(await observeCheckout(place)).toEqual({ ...sound, commit: head });
        expect([readdirSync(base).sort(), gitProcesses(place.store)]).toEqual([['.store', 'local'], []]);
      }
    },
  );

  it.each(['after', 'meanwhile'] as const)(
    'while it moved is finished by the next run, wherever that was (%s)',
    { timeout: 300_000 },
    async (when) => {
      const newer = upstream.commit('Newer', { 'front/package.json': null, 'front/large.bin': 'x'.repeat(megabyte), 'new/file': '1\n' });
      const after = filesOf(upstream.folder);
      for (let call = 1; ; call += 1) {
        const base = join(all.root, `moved-${call}`);
        const place = all.place(upstream.folder, head, { folder: join(base, 'local'), store: join(base, '.store') });
        await prepareCheckout(place);
        const next = { ...place, commit: newer };
        if (!(await killed('prepareCheckout', next, { call, when }))) {
          expect(call).toBe(5);
          return;
        }
        expect(await prepareCheckout(next)).toMatchObject({ ok: true, value: { commit: newer } });
        expect(filesOf(place.folder)).toEqual(after);
        expect(await observeCheckout(next)).toEqual({ ...sound, commit: newer });
      }
    },
  );

  it('half way through the files of a move is finished, unless somebody changed a file since', async () => {
    const place = all.place(upstream.folder, head);
    await prepareCheckout(place);
    const newer = upstream.commit('Newer', {
      'package-lock.json': '{"lockfileVersion": 4}\n',
      'core/src/main.rs': null,
      'front/new.ts': 'new\n',
      'front/package.json': '{}\n',
    });
    execFileSync('git', ['-C', place.folder, 'fetch', '--quiet', 'origin'], { env: gitEnv(all.root) });
    const halfMoved = (): void => {
      const admin = join(place.store, 'worktrees/local');
      const record = JSON.parse(readFileSync(join(admin, 'dsw.json'), 'utf8')) as { wish: string };
      writeFileSync(
        join(admin, 'dsw.json'),
        JSON.stringify({ wish: record.wish.replace(head, newer), commit: newer, busy: { from: head } }),
      );
      writeFileSync(join(admin, 'index.lock'), 'half');
      writeFileSync(join(place.folder, 'package-lock.json'), '{"lockfileVersion": 4}\n');
      writeFileSync(join(place.folder, 'front/new.ts'), '');
      rmSync(join(place.folder, 'core/src/main.rs'), { force: true });
    };
    halfMoved();
    writeFileSync(join(place.folder, 'front/package.json'), 'mine');
    const next = { ...place, commit: newer };
    const mixed = filesOf(place.folder);
    expect(await observeCheckout(next)).toEqual({ kind: 'unfinished', detail: 'making or moving it was interrupted' });
    expect(await prepareCheckout(next)).toEqual({
      ok: false,
      diagnostics: [
        {
          severity: 'error',
          code: 'unfinished-move',
          message: `moving ${place.folder} to ${newer.slice(0, 10)} was interrupted, and these files were changed by somebody since: front/package.json`,
          remedy: `Copy what you need of them, then finish it: git -C ${place.folder} reset --hard ${newer.slice(0, 10)}`,
        },
      ],
    });
    expect(filesOf(place.folder)).toEqual(mixed);
    execFileSync('git', ['-C', place.folder, 'checkout', '--quiet', head, '--', 'front/package.json'], { env: gitEnv(all.root) });
    halfMoved();
    expect(await prepareCheckout(next)).toMatchObject({ ok: true, value: { action: 'completed', commit: newer } });
    expect(filesOf(place.folder)).toEqual(filesOf(upstream.folder));
    expect(await observeCheckout(next)).toEqual({ ...sound, commit: newer });
  });

  it('in the middle of a transfer leaves no git behind once the next run began, and nothing half', async () => {
    const server = await gitHttpServer(all.root);
    const wire = await wireTo(server.address, { after: megabyte / 2, then: 'stall' });
    const place = all.place(`http://${wire.address}/upstream`, head);
    const child = startCheckoutCommand('prepareCheckout', place);
    await wire.reached;
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(await observeCheckout(place)).toEqual({ kind: 'unfinished', detail: 'making or removing it was interrupted' });
    const abandoned = gitProcesses(place.store);
    expect(abandoned.length).toBeGreaterThan(0);
    const next = prepareCheckout(place);
    await eventually('the abandoned git ends', () => !gitProcesses(place.store).some((pid) => abandoned.includes(pid)));
    wire.release();
    expect(await next).toMatchObject({ ok: true, value: { action: 'made' } });
    expect(filesOf(place.folder)).toEqual(expected);
    await wire.close();
    await server.close();
  });

  it('while a submodule came is finished by the next run', async () => {
    const place = all.place(upstream.folder, head);
    await prepareCheckout(place);
    const admin = join(place.store, 'worktrees/local');
    const record = JSON.parse(readFileSync(join(admin, 'dsw.json'), 'utf8')) as object;
    writeFileSync(join(admin, 'dsw.json'), JSON.stringify({ ...record, busy: {} }));
    rmSync(join(admin, 'modules/front/fixtures/index'));
    rmSync(join(place.folder, 'front/fixtures/data.json'));
    expect((await observeCheckout(place)).kind).toBe('unfinished');
    expect(await prepareCheckout(place)).toMatchObject({ ok: true, value: { action: 'completed' } });
    expect(filesOf(place.folder)).toEqual(expected);
  });

  it('while it was removed is removed by the next run', async () => {
    const place = all.place(upstream.folder, head);
    await prepareCheckout(place);
    execFileSync('sh', ['-c', 'mkdir .unfinished && mv local .unfinished/local && rm .unfinished/local/run.sh'], {
      cwd: join(all.root, 'checkout'),
    });
    expect((await observeCheckout(place)).kind).toBe('unfinished');
    expect(await removeCheckout(place)).toEqual({ ok: true, value: { action: 'removed' } });
    expect(existsSync(join(all.root, 'checkout/.unfinished'))).toBe(false);
    expect(await observeCheckout(place)).toEqual({ kind: 'absent' });
    expect(await prepareCheckout(place)).toMatchObject({ ok: true, value: { action: 'made' } });
  });
});

describe('a connection that breaks off', () => {
  it('is tried once more, and then one message tells of it', async () => {
    const server = await gitHttpServer(all.root, { settings: ['uploadpack.allowFilter=true'] });
    const wire = await wireTo(server.address, { after: megabyte / 2, then: 'break' });
    const place = all.place(`http://${wire.address}/upstream`, head);
    expect(await prepareCheckout(place)).toMatchObject({
      ok: false,
      diagnostics: [
        {
          code: 'transfer-broken',
          message: `could not fetch the files of ${head.slice(0, 10)}: the connection to http://${wire.address}/upstream broke off`,
          remedy: 'Run the same command again: it goes on where it ended.',
        },
      ],
    });
    expect(all.progress).toContain('the connection broke off; trying once more');
    const asked = server.requests.length;
    wire.release();
    expect(await prepareCheckout(place)).toMatchObject({ ok: true, value: { action: 'made' } });
    expect(filesOf(place.folder)).toEqual(expected);
    // The history is not fetched again, only files: an advertisement, a list of nothing, and a pack.
    expect(server.requests.slice(asked).filter((request) => request.startsWith('POST /upstream')).length).toBeLessThanOrEqual(2);
    await wire.close();
    await server.close();
  });
});

describe('an abort', () => {
  it('ends git at once, and the next run goes on', async () => {
    const server = await gitHttpServer(all.root);
    const wire = await wireTo(server.address, { after: megabyte / 2, then: 'stall' });
    const abort = new AbortController();
    const place = all.place(`http://${wire.address}/upstream`, head, { signal: abort.signal });
    const running = prepareCheckout(place);
    await wire.reached;
    abort.abort();
    expect(await running).toMatchObject({ ok: false, diagnostics: [{ code: 'interrupted' }] });
    expect(gitProcesses(place.store)).toEqual([]);
    wire.release();
    expect(await prepareCheckout({ ...place, signal: new AbortController().signal })).toMatchObject({ ok: true });
    expect(filesOf(place.folder)).toEqual(expected);
    await wire.close();
    await server.close();
  });
});

describe('commands at once', () => {
  it('for one place do the work once, and for several one after the other', async () => {
    const place = all.place(upstream.folder, head);
    const other = all.place(upstream.folder, 'main', { folder: join(all.root, 'checkout/other') });
    const results = await Promise.all([place, place, other, other].map(prepareCheckout));
    expect(results.map((result) => result.ok && result.value.action).sort()).toEqual(['made', 'made', 'unchanged', 'unchanged']);
    for (const { folder } of [place, other]) expect(filesOf(folder)).toEqual(expected);
    const newer = upstream.commit('Newer', {});
    const updates = await Promise.all([other, other].map((one) => updateCheckout(one)));
    expect(updates.map((result) => result.ok && result.value.action).sort()).toEqual(['forward', 'unchanged']);
    expect(await observeCheckout(other)).toEqual({ ...sound, commit: newer });
  });
});
