import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkoutFolder, type CheckoutFolder } from '../testing/checkoutFolder.js';
import { gitEnv, makeUpstream, type Upstream } from '../testing/upstream.js';
import type { CheckoutPlace } from './checkout.js';
import { observeCheckout } from './observeCheckout.js';
import { placeInStore } from './placeInStore.js';
import { prepareCheckout } from './prepareCheckout.js';
import { removeCheckout } from './removeCheckout.js';
import { removeStore, workInStore } from './removeStore.js';

let all: CheckoutFolder;
let upstream: Upstream;

beforeEach(() => {
  all = checkoutFolder();
  upstream = makeUpstream(all.root);
});

afterEach(() => all.remove());

function git(...words: string[]): string {
  const env = { ...gitEnv(all.root), GIT_AUTHOR_NAME: 'U', GIT_AUTHOR_EMAIL: 'u@u', GIT_COMMITTER_NAME: 'U', GIT_COMMITTER_EMAIL: 'u@u' };
  return execFileSync('git', words, { env, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** Only what the folders say. */
function found(place: CheckoutPlace): Promise<CheckoutPlace> {
  const { store, folder, processEnv, signal, onProgress } = place;
  return placeInStore({ store, folder, processEnv, signal, onProgress });
}

describe('a place of which only the folders are known', () => {
  it('is looked at and removed as one whose manifest is known', async () => {
    const place = all.place(upstream.folder, 'main');
    await prepareCheckout(place);
    const known = await found(place);
    expect(known.repository).toBe(upstream.folder);
    expect(await observeCheckout(known)).toMatchObject({ kind: 'checked-out', changes: 0, ahead: 0 });
    writeFileSync(join(place.folder, 'mine'), 'mine');
    expect(await observeCheckout(known)).toMatchObject({ kind: 'checked-out', changes: 1 });
    expect(await removeCheckout(known)).toMatchObject({ ok: false, diagnostics: [{ code: 'local-changes' }] });
    git('-C', place.folder, 'clean', '--quiet', '--force');
    expect(await removeCheckout(known)).toEqual({ ok: true, value: { action: 'removed' } });
  });
});

describe('removing a store', () => {
  it('leaves nothing of it, and nothing is fine', async () => {
    const place = all.place(upstream.folder, 'main');
    await prepareCheckout(place);
    await removeCheckout(place);
    expect(await workInStore(await found(place))).toEqual({ ok: true, value: [] });
    expect(await removeStore(await found(place))).toEqual({ ok: true });
    expect(readdirSync(join(all.root, 'checkout'))).toEqual([]);
    expect(await removeStore(await found(place))).toEqual({ ok: true });
    expect(await prepareCheckout(place)).toMatchObject({ ok: true, value: { action: 'made' } });
  });

  it('is refused while checkouts are made of it', async () => {
    const place = all.place(upstream.folder, 'main');
    await prepareCheckout(place);
    expect(await removeStore(await found(place))).toMatchObject({ ok: false, diagnostics: [{ code: 'store-in-use' }] });
    expect(await observeCheckout(place)).toMatchObject({ kind: 'checked-out' });
  });

  it('is refused while branches or stashes in it are nowhere else, which are named', async () => {
    const place = all.place(upstream.folder, 'main');
    await prepareCheckout(place);
    writeFileSync(join(place.folder, 'mine'), 'mine');
    git('-C', place.folder, 'switch', '--quiet', '--create', 'same');
    git('-C', place.folder, 'switch', '--quiet', '--create', 'mine');
    git('-C', place.folder, 'add', '--all');
    git('-C', place.folder, 'commit', '--quiet', '--message', 'Mine');
    git('-C', place.folder, 'switch', '--quiet', '--detach', 'same');
    writeFileSync(join(place.folder, 'more'), 'more');
    git('-C', place.folder, 'stash', '--quiet', '--include-untracked');
    expect(await removeCheckout(place)).toMatchObject({ ok: true });
    expect(await workInStore(await found(place))).toEqual({ ok: true, value: ['mine', 'a stash'] });
    expect(await removeStore(await found(place))).toMatchObject({
      ok: false,
      diagnostics: [{ code: 'own-commits', message: `the repository ${place.store} holds what was pushed nowhere: mine, a stash` }],
    });
    expect(existsSync(place.store)).toBe(true);
  });

  it('also takes one that was hardly begun', async () => {
    const place = all.place(upstream.folder, 'main');
    mkdirSync(place.store, { recursive: true });
    expect(await workInStore(await found(place))).toEqual({ ok: true, value: [] });
    expect(await removeStore(await found(place))).toEqual({ ok: true });
    expect(existsSync(place.store)).toBe(false);
  });
});
