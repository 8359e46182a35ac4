import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkoutFolder, filesOf, type CheckoutFolder } from '../testing/checkoutFolder.js';
import { gitDaemon, gitHttpServer, type GitServer } from '../testing/gitServers.js';
import { gitEnv, makeUpstream, type Upstream } from '../testing/upstream.js';
import type { CheckoutPlace } from './checkout.js';
import { observeCheckout } from './observeCheckout.js';
import { prepareCheckout } from './prepareCheckout.js';

let all: CheckoutFolder;
let upstream: Upstream;
let head: string;
const servers: GitServer[] = [];

beforeEach(() => {
  all = checkoutFolder();
  upstream = makeUpstream(all.root);
  head = upstream.git('rev-parse', 'HEAD');
});

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  all.remove();
});

const whole = {
  '.gitignore': 'file node_modules\n.env\n',
  '.gitmodules': 'file [submodule "front/fixtures"]\n\tpath = front/fixtures\n\turl = ../fixtures\n',
  'Cargo.toml': '-> core/Cargo.toml',
  'connectors/package.json': 'file {"name": "connectors"}\n',
  'core/Cargo.toml': 'file [package]\nname = "core"\n',
  'core/src/main.rs': 'file fn main() {}\n',
  'front/fixtures/data.json': 'file {"fixtures": 1}\n',
  'front/package.json': 'file {"name": "front"}\n',
  'package-lock.json': 'file {"lockfileVersion": 3}\n',
  'run.sh': 'program #!/bin/sh\n',
};

const sound = { kind: 'checked-out', wanted: true, due: false, changes: 0, ahead: 0, behind: 0, missing: [] };

async function prepared(place: CheckoutPlace): Promise<unknown> {
  const result = await prepareCheckout(place);
  return result.ok ? { ...result.value, warnings: result.value.warnings.map(({ message }) => message) } : result.diagnostics;
}

async function http(options: Parameters<typeof gitHttpServer>[1] = {}): Promise<string> {
  const server = await gitHttpServer(all.root, options);
  servers.push(server);
  return `http://${server.address}`;
}

function inStore(...words: string[]): string {
  return execFileSync('git', [`--git-dir=${join(all.root, 'checkout/.store')}`, ...words], {
    env: gitEnv(all.root),
    encoding: 'utf8',
  }).trim();
}

describe('a checkout', () => {
  it('is absent, then made with its submodules, then as wanted, of a repository by its path', async () => {
    const place = all.place(upstream.folder, head);
    expect(await observeCheckout(place)).toEqual({ kind: 'absent' });
    expect(await prepared(place)).toEqual({
      action: 'made',
      commit: head,
      summary: `made ${place.folder} at ${head.slice(0, 10)}`,
      warnings: [],
    });
    expect(filesOf(place.folder)).toEqual(whole);
    expect(await observeCheckout(place)).toEqual({ ...sound, commit: head });
    expect(await prepared(place)).toEqual({
      action: 'unchanged',
      commit: head,
      summary: `${place.folder} is at ${head.slice(0, 10)}`,
      warnings: [],
    });
  });

  it('of a branch or a tag is the commit that it names', async () => {
    upstream.git('tag', 'v1', 'HEAD~1');
    upstream.git('tag', '--annotate', '--message=2', 'v2', 'HEAD~2');
    for (const [name, at] of [
      ['main', head],
      ['v1', upstream.git('rev-parse', 'HEAD~1')],
      ['v2', upstream.git('rev-parse', 'HEAD~2')],
    ] as const) {
      const place = all.place(upstream.folder, name, { folder: join(all.root, 'checkout', name) });
      expect(await prepared(place)).toMatchObject({ action: 'made', commit: at });
      expect(await observeCheckout(place)).toEqual({ ...sound, commit: at });
    }
  });

  it('comes over HTTP without the files of other commits', async () => {
    const old = upstream.git('rev-parse', 'HEAD:package-lock.json');
    head = upstream.commit('Lock', { 'package-lock.json': '{"lockfileVersion": 4}\n' });
    const place = all.place(`${await http({ settings: ['uploadpack.allowFilter=true'] })}/upstream`, head);
    expect(await prepared(place)).toMatchObject({ action: 'made', commit: head });
    expect(filesOf(place.folder)).toEqual({ ...whole, 'package-lock.json': 'file {"lockfileVersion": 4}\n' });
    expect(inStore('rev-list', '--count', head)).toBe(upstream.git('rev-list', '--count', head));
    expect(inStore('rev-list', '--objects', '--missing=print', head)).toContain(`?${old}`);
  });

  it('comes without history from a server that knows no filters', async () => {
    const place = all.place(`${await http()}/upstream`, head);
    expect(await prepared(place)).toMatchObject({ action: 'made', commit: head });
    expect(filesOf(place.folder)).toEqual(whole);
    expect(inStore('rev-list', '--count', head)).toBe('1');
    expect(await observeCheckout(place)).toEqual({ ...sound, commit: head });
  });

  it.each([
    { filters: false, title: 'no filters' },
    { filters: true, title: 'filters, but no single files' },
  ])('comes from a server that gives out branches and tags only, and knows $title', async ({ filters }) => {
    upstream.commit('Newer', { 'front/new.ts': 'export {};\n' });
    const settings = filters ? ['uploadpack.allowFilter=true'] : [];
    const address = `${await http({ settings, version: 0 })}/upstream`;
    const place = all.place(address, head);
    expect(await prepared(place)).toMatchObject({ action: 'made', commit: head });
    expect(all.progress).toContain(`${address} gives out branches and tags only: fetching all of them`);
    expect(filesOf(place.folder)).toEqual(whole);
    expect(await observeCheckout(place)).toEqual({ ...sound, commit: head });
    expect(await prepared({ ...place, commit: 'a'.repeat(40), folder: join(all.root, 'checkout/unknown') })).toMatchObject([
      { code: 'unknown-commit' },
    ]);
  });

  it('comes from a git daemon', async () => {
    const daemon = await gitDaemon(all.root);
    servers.push(daemon);
    const place = all.place(`git://${daemon.address}/upstream`, 'main');
    expect(await prepared(place)).toMatchObject({ action: 'made', commit: head });
    expect(filesOf(place.folder)).toEqual(whole);
  });

  it('with a login gets in without it being written anywhere', async () => {
    const base = await http({ login: 'alice:s3cret:word', settings: ['uploadpack.allowFilter=true'] });
    const place = all.place(`${base.replace('://', '://alice:s3cret%3Aword@')}/upstream`, head);
    expect(await prepared(place)).toMatchObject({ action: 'made', commit: head });
    expect(filesOf(place.folder)).toEqual(whole);
    expect(execFileSync('sh', ['-c', 'grep -rlE "s3cret|alice" . || true'], { cwd: join(all.root, 'checkout'), encoding: 'utf8' })).toBe(
      '',
    );
    expect(all.progress.join('\n')).not.toMatch(/s3cret|alice/);
  });

  it('of a branch is newer for a second environment, and both share one store', async () => {
    const first = all.place(upstream.folder, 'main');
    await prepareCheckout(first);
    const newer = upstream.commit('Newer', { 'front/new.ts': 'export {};\n' });
    const second = all.place(upstream.folder, 'main', { folder: join(all.root, 'checkout/other') });
    expect(await prepared(second)).toMatchObject({ action: 'made', commit: newer });
    expect(await observeCheckout(first)).toEqual({ ...sound, commit: head, behind: 1 });
    expect(await prepared(first)).toMatchObject({ action: 'unchanged', commit: head });
    expect(await observeCheckout(second)).toEqual({ ...sound, commit: newer });
  });

  it('moves when another commit is wanted than before, and its submodules with it', async () => {
    await prepareCheckout(all.place(upstream.folder, head));
    execFileSync('sh', ['-c', 'echo 2 > data.json && git add . && git -c user.name=A -c user.email=a@b commit -qm two'], {
      cwd: upstream.submodule,
      env: gitEnv(all.root),
    });
    execFileSync('git', ['-C', join(upstream.folder, 'front/fixtures'), 'pull', '--quiet'], { env: gitEnv(all.root) });
    const newer = upstream.commit('Newer', { 'front/package.json': null });
    const place = all.place(upstream.folder, newer);
    expect(await observeCheckout(place)).toEqual({ ...sound, commit: head, wanted: false, due: true });
    expect(await prepared(place)).toMatchObject({ action: 'moved', commit: newer });
    const { 'front/package.json': _, ...rest } = whole;
    expect(filesOf(place.folder)).toEqual({ ...rest, 'front/fixtures/data.json': 'file 2\n' });
    expect(await prepared(all.place(upstream.folder, head))).toMatchObject({ action: 'moved', commit: head });
    expect(filesOf(place.folder)).toEqual(whole);
  });

  it('stays where it is, byte by byte, with local changes, commits or a branch of the user, and says so', async () => {
    const first = all.place(upstream.folder, head);
    await prepareCheckout(first);
    const newer = all.place(upstream.folder, upstream.commit('Newer', { 'front/new.ts': 'export {};\n' }));
    const { folder } = newer;
    const git = (...words: string[]): string =>
      execFileSync('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@b', ...words], {
        env: gitEnv(all.root),
        encoding: 'utf8',
      }).trim();

    writeFileSync(join(folder, 'core/src/main.rs'), 'fn main() { mine(); }\r\n\0');
    writeFileSync(join(folder, 'untracked'), 'mine');
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'node_modules/ignored'), 'mine');
    const before = filesOf(folder);
    expect(await observeCheckout(newer)).toEqual({ ...sound, commit: head, wanted: false, changes: 2 });
    expect(await prepareCheckout(newer)).toMatchObject({
      ok: true,
      value: {
        action: 'left',
        commit: head,
        warnings: [
          {
            severity: 'warning',
            code: 'checkout-left',
            message: `${folder} has local changes and stays at ${head.slice(0, 10)}; wanted is ${newer.commit.slice(0, 10)}`,
          },
        ],
      },
    });
    expect(filesOf(folder)).toEqual(before);

    git('add', '--all');
    git('commit', '--quiet', '--message', 'Mine');
    const mine = git('rev-parse', 'HEAD');
    expect(await observeCheckout(newer)).toEqual({ ...sound, commit: mine, wanted: false, ahead: 1 });
    expect(await prepared(newer)).toMatchObject({
      action: 'left',
      warnings: [`${folder} has commits of its own and stays at ${mine.slice(0, 10)}; wanted is ${newer.commit.slice(0, 10)}`],
    });
    git('switch', '--quiet', '--create', 'mine', head);
    expect(await observeCheckout(newer)).toEqual({ ...sound, commit: head, branch: 'mine', wanted: false });
    expect(await prepared(newer)).toMatchObject({ action: 'left', summary: `${folder} stays at mine (${head.slice(0, 10)})` });
    expect(git('rev-parse', 'mine')).toBe(head);
  });

  it('of the user is looked at and never changed', async () => {
    const own = join(all.root, 'own');
    const newer = upstream.commit('Newer', {});
    execFileSync('git', ['clone', '--quiet', upstream.folder, own], { env: gitEnv(all.root) });
    const place = all.place(upstream.folder, head, { own: true, folder: own });
    expect(await prepared(place)).toEqual({
      action: 'unchanged',
      commit: newer,
      summary: `${own} is your own checkout, at ${newer.slice(0, 10)}`,
      warnings: [],
    });
    expect(await observeCheckout(place)).toEqual({ ...sound, commit: newer, branch: 'main', wanted: false, missing: ['front/fixtures'] });
    expect(await prepared({ ...place, folder: join(own, 'front') })).toMatchObject({
      action: 'unchanged',
      warnings: [expect.stringContaining('lies within another checkout')],
    });
    expect(await prepared({ ...place, folder: `${own}-none` })).toMatchObject([{ code: 'no-checkout' }]);
  });

  it('is not put where something else lies', async () => {
    const place = all.place(upstream.folder, head);
    mkdirSync(place.folder, { recursive: true });
    writeFileSync(join(place.folder, 'notes'), 'mine');
    expect(await observeCheckout(place)).toEqual({ kind: 'not-a-checkout', reason: `there are files in ${place.folder}, and no .git` });
    expect(await prepared(place)).toMatchObject([{ code: 'not-a-checkout' }]);
    expect(filesOf(place.folder)).toEqual({ notes: 'file mine' });
    execFileSync('git', ['init', '--quiet', place.folder], { env: gitEnv(all.root) });
    expect(await observeCheckout(place)).toMatchObject({
      kind: 'not-a-checkout',
      reason: expect.stringContaining('belongs to another repository'),
    });
  });

  it('works after its workspace was moved, and that of a copy leaves the original alone', async () => {
    await prepareCheckout(all.place(upstream.folder, head));
    const moved = join(all.root, 'moved');
    execFileSync('mv', [join(all.root, 'checkout'), moved]);
    const copy = join(all.root, 'copy');
    execFileSync('cp', ['-a', moved, copy]);
    for (const base of [moved, copy]) {
      const place = all.place(upstream.folder, head, { folder: join(base, 'local'), store: join(base, '.store') });
      expect(await observeCheckout(place)).toEqual({ ...sound, commit: head, due: true });
      expect(await prepared(place)).toMatchObject({ action: 'unchanged' });
      expect(await observeCheckout(place)).toEqual({ ...sound, commit: head });
      expect(readFileSync(join(base, '.store/worktrees/local/gitdir'), 'utf8')).toBe(`${base}/local/.git\n`);
    }
    writeFileSync(join(copy, 'local/untracked'), '');
    expect(await observeCheckout(all.place(upstream.folder, head, { folder: join(moved, 'local'), store: join(moved, '.store') }))).toEqual(
      { ...sound, commit: head },
    );
  });

  it('runs no hooks, asks nobody, and is the same whatever the settings of the user', async () => {
    writeFileSync(
      join(all.root, '.gitconfig'),
      `[core]\n\thooksPath = ${join(all.root, 'hooks')}\n\tautocrlf = true\n\taskPass = ${join(all.root, 'hooks/ask')}\n[init]\n\ttemplateDir = ${join(all.root, 'template')}\n[color]\n\tui = always\n[status]\n\tshowUntrackedFiles = no\n[submodule]\n\trecurse = true\n[clone]\n\tdefaultRemoteName = elsewhere\n[safe]\n\tbareRepository = explicit\n`,
    );
    for (const name of ['hooks/post-checkout', 'hooks/ask', 'template/hooks/post-checkout']) {
      mkdirSync(join(all.root, name, '..'), { recursive: true });
      writeFileSync(join(all.root, name), `#!/bin/sh\ntouch "${all.root}/ran"\n`, { mode: 0o755 });
    }
    const processEnv = {
      ...gitEnv(all.root),
      GIT_DIR: '/nowhere',
      GIT_INDEX_FILE: '/nowhere/index',
      GIT_ASKPASS: join(all.root, 'hooks/ask'),
      LANG: 'de_DE.UTF-8',
    };
    const place = all.place(upstream.folder, head, { processEnv });
    expect(await prepared(place)).toMatchObject({ action: 'made' });
    expect(filesOf(place.folder)).toEqual(whole);
    expect(await observeCheckout(place)).toEqual({ ...sound, commit: head });
    expect(
      await prepared({
        ...place,
        repository: `${await http({ login: 'a:b' })}/upstream`,
        commit: 'main',
        folder: join(all.root, 'checkout/closed'),
      }),
    ).toMatchObject([{ code: 'repository-refused' }]);
    expect(() => readFileSync(join(all.root, 'ran'))).toThrow('ENOENT');
  });
});
