import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkoutFolder, filesOf, type CheckoutFolder } from '../testing/checkoutFolder.js';
import { gitEnv, makeUpstream, type Upstream } from '../testing/upstream.js';
import type { CheckoutPlace } from './checkout.js';
import { observeCheckout } from './observeCheckout.js';
import { prepareCheckout } from './prepareCheckout.js';
import { updateCheckout } from './updateCheckout.js';

let all: CheckoutFolder;
let upstream: Upstream;
let head: string;

beforeEach(() => {
  all = checkoutFolder();
  upstream = makeUpstream(all.root);
  head = upstream.git('rev-parse', 'HEAD');
});

afterEach(() => all.remove());

function inTree({ folder }: CheckoutPlace, ...words: string[]): string {
  const env = { ...gitEnv(all.root), GIT_AUTHOR_NAME: 'U', GIT_AUTHOR_EMAIL: 'u@u', GIT_COMMITTER_NAME: 'U', GIT_COMMITTER_EMAIL: 'u@u' };
  return execFileSync('git', ['-C', folder, ...words], { env, encoding: 'utf8', stdio: 'pipe' }).trim();
}

const nothing = { action: 'unchanged', commits: 0, log: [], dropped: 0, filesChanged: 0, notable: [], warnings: [] };

describe('an update', () => {
  it('says what changed: commits, files, and which of the notable paths', async () => {
    const place = all.place(upstream.folder, 'main');
    await prepareCheckout(place);
    expect(await updateCheckout(place)).toEqual({ ok: true, value: { ...nothing, from: head, to: head } });
    const first = upstream.commit('Lockfile', {
      'package-lock.json': '{}\n',
      'front/migrations/db/1.sql': 'x',
      'front/migrations/db/2.sql': 'x',
    });
    const second = upstream.commit('No core', { 'core/src/main.rs': null });
    const updated = await updateCheckout(place, { notable: ['package-lock.json', 'core/Cargo.lock', 'front/migrations'] });
    expect(updated).toEqual({
      ok: true,
      value: {
        action: 'forward',
        from: head,
        to: second,
        commits: 2,
        log: [`${second.slice(0, 7)} No core`, `${first.slice(0, 7)} Lockfile`],
        dropped: 0,
        filesChanged: 4,
        notable: [
          { path: 'package-lock.json', files: 1 },
          { path: 'front/migrations', files: 2 },
        ],
        warnings: [],
      },
    });
    expect(await observeCheckout(place)).toMatchObject({ commit: second, wanted: true, changes: 0, due: false });
    expect(await updateCheckout(place)).toEqual({ ok: true, value: { ...nothing, from: second, to: second } });
  });

  it('to another commit than the wanted one stays there', async () => {
    const newer = upstream.commit('Newer', {});
    const place = all.place(upstream.folder, head);
    await prepareCheckout(place);
    expect(await updateCheckout(place)).toEqual({ ok: true, value: { ...nothing, from: head, to: head } });
    expect(await updateCheckout(place, { to: 'main' })).toMatchObject({ ok: true, value: { action: 'forward', to: newer, commits: 1 } });
    expect(await observeCheckout(place)).toMatchObject({ commit: newer, wanted: false, due: false });
    expect(await prepareCheckout(place)).toMatchObject({ ok: true, value: { action: 'left', commit: newer } });
    expect(await updateCheckout(place)).toMatchObject({ ok: true, value: { action: 'moved', to: head, commits: 0, dropped: 1 } });
  });

  it('lists 20 commits at most', async () => {
    const place = all.place(upstream.folder, 'main');
    await prepareCheckout(place);
    for (let count = 0; count < 25; count += 1) upstream.commit(`Number ${count}`, {});
    const updated = await updateCheckout(place);
    expect(updated.ok && [updated.value.commits, updated.value.log.length, updated.value.log[0]?.slice(8)]).toEqual([25, 20, 'Number 24']);
  });

  it('takes a branch of the user along, and refuses to leave commits behind', async () => {
    const place = all.place(upstream.folder, 'main');
    await prepareCheckout(place);
    inTree(place, 'switch', '--quiet', '--create', 'mine');
    const newer = upstream.commit('Newer', {});
    expect(await updateCheckout(place)).toMatchObject({ ok: true, value: { action: 'forward', to: newer } });
    expect([inTree(place, 'symbolic-ref', 'HEAD'), inTree(place, 'rev-parse', 'HEAD')]).toEqual(['refs/heads/mine', newer]);
    inTree(place, 'commit', '--allow-empty', '--quiet', '--message', 'Mine');
    const mine = inTree(place, 'rev-parse', 'HEAD');
    expect(await updateCheckout(place)).toEqual({ ok: true, value: { ...nothing, from: mine, to: mine } });
    const newest = upstream.commit('Newest', {});
    expect(await updateCheckout(place)).toEqual({
      ok: false,
      diagnostics: [
        {
          severity: 'error',
          code: 'own-commits',
          message: `${place.folder} has commits that are nowhere else and stays as it is: ${mine.slice(0, 7)} Mine`,
          remedy: `Put them on top of what is new: git -C ${place.folder} rebase ${newest.slice(0, 10)}`,
        },
      ],
    });
    expect(inTree(place, 'rev-parse', 'HEAD')).toBe(mine);
  });

  it('refuses with local changes, names them and keeps them byte by byte', async () => {
    const place = all.place(upstream.folder, 'main');
    await prepareCheckout(place);
    upstream.commit('Newer', { 'front/package.json': '{}\n', '.env': 'A=upstream\n', '.gitignore': 'node_modules\n' });
    writeFileSync(join(place.folder, 'front/package.json'), 'mine\r\n');
    writeFileSync(join(place.folder, 'front/fixtures/data.json'), 'mine');
    writeFileSync(join(place.folder, 'new file'), 'mine');
    const before = filesOf(place.folder);
    expect(await updateCheckout(place)).toEqual({
      ok: false,
      diagnostics: [
        {
          severity: 'error',
          code: 'local-changes',
          message: `${place.folder} has local changes and stays as it is: front/fixtures, front/package.json, new file`,
          remedy: `Commit them, or put them aside: git -C ${place.folder} stash --include-untracked`,
        },
      ],
    });
    expect(filesOf(place.folder)).toEqual(before);
    inTree(place, 'checkout', '--quiet', '.');
    inTree(place, '-C', 'front/fixtures', 'checkout', '--quiet', '.');
    inTree(place, 'clean', '-fdq');
    // Ignored here, and a file of the commit there.
    writeFileSync(join(place.folder, '.env'), 'A=mine\n');
    const ignored = filesOf(place.folder);
    expect(await updateCheckout(place)).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'local-changes', message: expect.stringMatching(/: \.env$/) }],
    });
    expect(filesOf(place.folder)).toEqual(ignored);
    expect(await observeCheckout(place)).toMatchObject({ kind: 'checked-out', commit: head });
  });

  it('removes the files of a submodule that is none any more', async () => {
    const place = all.place(upstream.folder, 'main');
    await prepareCheckout(place);
    upstream.git('rm', '--quiet', 'front/fixtures');
    const without = upstream.commit('No fixtures', {});
    expect(await updateCheckout(place)).toMatchObject({ ok: true, value: { action: 'forward' } });
    expect(Object.keys(filesOf(place.folder))).not.toContain('front/fixtures/data.json');
    expect(await observeCheckout(place)).toMatchObject({ commit: without, changes: 0, missing: [], due: false });
  });

  it('of what is not there, or not ours, is refused', async () => {
    const place = all.place(upstream.folder, 'main');
    expect(await updateCheckout(place)).toMatchObject({ ok: false, diagnostics: [{ code: 'no-checkout' }] });
    expect(await updateCheckout({ ...place, own: true })).toMatchObject({ ok: false, diagnostics: [{ code: 'own-checkout' }] });
    expect(await updateCheckout(place, { to: '--upload-pack=x' })).toMatchObject({ ok: false, diagnostics: [{ code: 'bad-commit' }] });
  });
});
