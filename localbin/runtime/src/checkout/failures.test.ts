import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '@dust-workspace/component/testing';
import type { Diagnostic } from '@dust-workspace/component';
import { checkoutFolder, filesOf, type CheckoutFolder } from '../testing/checkoutFolder.js';
import { gitHttpServer } from '../testing/gitServers.js';
import { makeUpstream, type Upstream } from '../testing/upstream.js';
import type { CheckoutPlace } from './checkout.js';
import { observeCheckout } from './observeCheckout.js';
import { prepareCheckout } from './prepareCheckout.js';

let all: CheckoutFolder;
let upstream: Upstream;

beforeEach(() => {
  all = checkoutFolder();
  upstream = makeUpstream(all.root);
});

afterEach(() => all.remove());

async function failureOf(place: CheckoutPlace): Promise<readonly Diagnostic[]> {
  const result = await prepareCheckout(place);
  if (result.ok) throw new Error(result.value.summary);
  return result.diagnostics;
}

describe('a repository', () => {
  it('that cannot be reached is named, without its login', async () => {
    const port = await freePort();
    const place = all.place(`http://alice:s3cret@127.0.0.1:${port}/upstream`, 'main');
    const failure = await failureOf(place);
    expect(failure).toEqual([
      {
        severity: 'error',
        code: 'repository-unreachable',
        message: expect.stringMatching(
          `^could not fetch main: http://127.0.0.1:${port}/upstream cannot be reached \\(Failed to connect to 127.0.0.1 port ${port}`,
        ) as string,
        remedy: 'Check the address, the network and proxies, and run the same command again.',
      },
    ]);
    expect(JSON.stringify([failure, all.progress])).not.toMatch(/alice|s3cret/);
    expect(await observeCheckout(place)).toEqual({ kind: 'absent' });
    expect(await failureOf(all.place(`git://127.0.0.1:${port}/upstream`, 'main'))).toMatchObject([{ code: 'repository-unreachable' }]);
  });

  it('that does not exist, refuses or fails is told apart', async () => {
    let isDown = false;
    const server = await gitHttpServer(all.root, { login: 'a:b', status: () => (isDown ? 503 : undefined) });
    const base = `http://a:b@${server.address}`;
    const codes = async (repository: string): Promise<unknown> => (await failureOf(all.place(repository, 'main'))).map(({ code }) => code);
    expect(await codes(`${base}/none`)).toEqual(['repository-not-found']);
    expect(await codes(`${base.replace('a:b', 'a:wrong')}/upstream`)).toEqual(['repository-refused']);
    isDown = true;
    expect(await codes(`${base}/upstream`)).toEqual(['repository-unreachable']);
    expect(await codes(join(all.root, 'none'))).toEqual(['repository-not-found']);
    await server.close();
  });

  it('must be a URL or an absolute path', async () => {
    for (const repository of ['', 'dust', '../dust', '--upload-pack=x', 'ext::sh -c x', 'https://', 'https://a\nb'])
      expect(await failureOf(all.place(repository, 'main'))).toMatchObject([{ code: 'bad-repository' }]);
    expect(await observeCheckout(all.place('dust', 'main'))).toEqual({ kind: 'absent' });
  });

  it('that lacks what is wanted says so', async () => {
    const missing = all.place(upstream.folder, 'd'.repeat(40));
    expect(await failureOf(missing)).toMatchObject([
      { code: 'unknown-commit', message: `could not fetch dddddddddd: it is not in ${upstream.folder}` },
    ]);
    expect(await failureOf({ ...missing, commit: 'no-branch' })).toMatchObject([
      { code: 'unknown-commit', message: `could not fetch no-branch: ${upstream.folder} has no such branch or tag` },
    ]);
    expect(await failureOf({ ...missing, commit: upstream.git('rev-parse', '--short', 'HEAD') })).toMatchObject([
      { code: 'unknown-commit', remedy: 'A commit is given in full, with all of its 40 digits.' },
    ]);
    for (const commit of ['', '-x', 'a b', 'a..b', '@{-1}'])
      expect(await failureOf({ ...missing, commit })).toMatchObject([{ code: 'bad-commit' }]);
  });

  it('whose submodule cannot be reached gives the rest, says so, and is completed later', async () => {
    const port = await freePort();
    upstream.git('config', '--file', '.gitmodules', 'submodule.front/fixtures.url', `http://bob:s3cret@127.0.0.1:${port}/fixtures`);
    const broken = upstream.commit('Elsewhere', {});
    const place = all.place(upstream.folder, broken);
    const failure = await failureOf(place);
    expect(failure).toMatchObject([
      {
        code: 'repository-unreachable',
        message: expect.stringMatching(
          `^could not fetch the submodule front/fixtures: http://127.0.0.1:${port}/fixtures cannot be reached`,
        ) as string,
      },
    ]);
    expect(JSON.stringify(failure)).not.toContain('s3cret');
    expect((await observeCheckout(place)).kind).toBe('unfinished');
    expect(Object.keys(filesOf(place.folder))).toContain('core/Cargo.toml');
    expect(await failureOf(place)).toMatchObject([{ code: 'repository-unreachable' }]);
    upstream.git('config', '--file', '.gitmodules', 'submodule.front/fixtures.url', '../fixtures');
    const mended = { ...place, commit: upstream.commit('Here', {}) };
    expect(await prepareCheckout(mended)).toMatchObject({ ok: true, value: { action: 'moved' } });
    expect(filesOf(place.folder)).toEqual(filesOf(upstream.folder));
  });

  it('whose submodule cannot be reached is used without it when the user says so', async () => {
    upstream.git('config', '--file', '.gitmodules', 'submodule.front/fixtures.url', join(all.root, 'none'));
    const place = all.place(upstream.folder, upstream.commit('Nowhere', {}));
    const [failure] = await failureOf(place);
    expect(failure?.remedy?.endsWith(` To do without it: git -C ${place.folder} config submodule.<name>.update none`)).toBe(true);
    execFileSync('git', ['-C', place.folder, 'config', 'submodule.front/fixtures.update', 'none'], { env: place.processEnv });
    expect(await prepareCheckout(place)).toMatchObject({ ok: true, value: { action: 'completed' } });
    expect(await observeCheckout(place)).toMatchObject({ kind: 'checked-out', missing: [], due: false });
  });
});

const isRoot = process.getuid?.() === 0;

describe('this machine', () => {
  it('without git is told what to install', async () => {
    const place = all.place(upstream.folder, 'main', { processEnv: { PATH: '/nowhere' } });
    expect(await observeCheckout(place)).toEqual({ kind: 'no-git' });
    expect(await failureOf(place)).toEqual([
      {
        severity: 'error',
        code: 'no-git',
        message: 'git is not installed',
        remedy: 'Install git (apt-get install git, brew install git).',
      },
    ]);
  });

  it('with a file where a folder is to be names it', async () => {
    writeFileSync(join(all.root, 'checkout'), '');
    const inFile = join(all.root, 'checkout/below');
    expect(await failureOf(all.place(upstream.folder, 'main', { folder: join(all.root, 'tree'), store: inFile }))).toMatchObject([
      { code: 'in-the-way' },
    ]);
    expect(await failureOf(all.place(upstream.folder, 'main', { folder: inFile }))).toMatchObject([{ code: 'not-a-checkout' }]);
    expect(await failureOf(all.place(upstream.folder, 'main', { folder: join(all.root, 'checkout') }))).toMatchObject([
      { code: 'not-a-checkout' },
    ]);
  });

  it.for(['2m', '6m'])('with a full disk says so, and goes on when there is space (%s)', async (size, { skip }) => {
    if (!isRoot) skip('only root can mount a small disk');
    upstream.commit('Large', { large: randomBytes(3_000_000).toString('base64') });
    const place = all.place(upstream.folder, 'main');
    mkdirSync(join(all.root, 'checkout'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', join(all.root, 'checkout')]);
    try {
      expect(await failureOf(place)).toMatchObject([{ code: 'disk-full' }]);
      expect(['absent', 'unfinished']).toContain((await observeCheckout(place)).kind);
      execFileSync('mount', ['-o', 'remount,size=50m', join(all.root, 'checkout')]);
      expect(await prepareCheckout(place)).toMatchObject({ ok: true });
      expect(filesOf(place.folder)).toEqual(filesOf(upstream.folder));
    } finally {
      execFileSync('umount', [join(all.root, 'checkout')]);
    }
  });
});
