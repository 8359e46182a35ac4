import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkoutFolder, filesOf, type CheckoutFolder } from '../testing/checkoutFolder.js';
import { gitEnv, makeUpstream, type Upstream } from '../testing/upstream.js';
import type { CheckoutPlace } from './checkout.js';
import { observeCheckout } from './observeCheckout.js';
import { prepareCheckout } from './prepareCheckout.js';
import { removeCheckout } from './removeCheckout.js';

let all: CheckoutFolder;
let upstream: Upstream;

beforeEach(() => {
  all = checkoutFolder();
  upstream = makeUpstream(all.root);
});

afterEach(() => all.remove());

function inTree({ folder }: CheckoutPlace, ...words: string[]): string {
  const env = { ...gitEnv(all.root), GIT_AUTHOR_NAME: 'U', GIT_AUTHOR_EMAIL: 'u@u', GIT_COMMITTER_NAME: 'U', GIT_COMMITTER_EMAIL: 'u@u' };
  return execFileSync('git', ['-C', folder, ...words], { env, encoding: 'utf8', stdio: 'pipe' }).trim();
}

describe('removing a checkout', () => {
  it('leaves the store, other work trees and nothing else', async () => {
    const place = all.place(upstream.folder, 'main');
    const other = all.place(upstream.folder, 'main', { folder: join(all.root, 'checkout/other') });
    await prepareCheckout(place);
    await prepareCheckout(other);
    mkdirSync(join(place.folder, 'node_modules'));
    writeFileSync(join(place.folder, 'node_modules/ignored'), '');
    const state = await observeCheckout(other);
    expect(await removeCheckout(place)).toEqual({ ok: true, value: { action: 'removed' } });
    expect(await observeCheckout(place)).toEqual({ kind: 'absent' });
    expect(readdirSync(join(all.root, 'checkout')).sort()).toEqual(['.store', 'other']);
    expect(readdirSync(join(all.root, 'checkout/.store/worktrees'))).toEqual(['other']);
    expect(await observeCheckout(other)).toEqual(state);
    expect(await removeCheckout(place)).toEqual({ ok: true, value: { action: 'nothing' } });
    expect(await prepareCheckout(place)).toMatchObject({ ok: true, value: { action: 'made' } });
  });

  it('is refused while something would be lost, which is named', async () => {
    const place = all.place(upstream.folder, 'main');
    await prepareCheckout(place);
    writeFileSync(join(place.folder, 'mine'), 'mine');
    expect(await removeCheckout(place)).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'local-changes', message: `${place.folder} is not removed, since it has local changes: mine` }],
    });
    inTree(place, 'add', '--all');
    inTree(place, 'commit', '--quiet', '--message', 'Mine');
    const mine = inTree(place, 'rev-parse', 'HEAD');
    const before = filesOf(place.folder);
    expect(await removeCheckout(place)).toMatchObject({
      ok: false,
      diagnostics: [
        {
          code: 'own-commits',
          message: `${place.folder} is not removed, since it has commits that were pushed nowhere: ${mine.slice(0, 7)} Mine`,
        },
      ],
    });
    expect(filesOf(place.folder)).toEqual(before);
    inTree(place, 'push', '--quiet', 'origin', 'HEAD:refs/heads/mine');
    expect(await removeCheckout(place)).toEqual({ ok: true, value: { action: 'removed' } });
  });

  it('keeps commits on a branch that was left, in the store', async () => {
    const place = all.place(upstream.folder, 'main');
    await prepareCheckout(place);
    const start = inTree(place, 'rev-parse', 'HEAD');
    inTree(place, 'switch', '--quiet', '--create', 'mine');
    inTree(place, 'commit', '--allow-empty', '--quiet', '--message', 'Mine');
    const mine = inTree(place, 'rev-parse', 'HEAD');
    const refused = await removeCheckout(place);
    expect(!refused.ok && refused.diagnostics[0]?.remedy).toBe(
      `Push them, or leave them on a branch, which stays in the store: git -C ${place.folder} switch --detach ${start.slice(0, 10)}`,
    );
    inTree(place, 'switch', '--quiet', '--detach', start);
    expect(await removeCheckout(place)).toEqual({ ok: true, value: { action: 'removed' } });
    await prepareCheckout(place);
    expect(inTree(place, 'rev-parse', 'mine')).toBe(mine);
  });

  it('never touches one of the user, nor what is no checkout, nor one that was locked', async () => {
    const own = join(all.root, 'own');
    execFileSync('git', ['clone', '--quiet', upstream.folder, own], { env: gitEnv(all.root) });
    const place = all.place(upstream.folder, 'main');
    expect(await removeCheckout({ ...place, own: true, folder: own })).toEqual({ ok: true, value: { action: 'left' } });
    expect(await removeCheckout({ ...place, folder: own })).toMatchObject({ ok: false, diagnostics: [{ code: 'not-a-checkout' }] });
    expect(existsSync(join(own, 'run.sh'))).toBe(true);
    await prepareCheckout(place);
    inTree(place, 'worktree', 'lock', place.folder);
    expect(await removeCheckout(place)).toMatchObject({ ok: false, diagnostics: [{ code: 'locked' }] });
    inTree(place, 'worktree', 'unlock', place.folder);
    expect(await removeCheckout(place)).toMatchObject({ ok: true });
  });
});
