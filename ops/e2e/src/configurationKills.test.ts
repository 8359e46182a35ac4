import { chmod, readdir, stat } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { configured } from './testing/configured.js';
import { changesOf, killedAtChange, spread } from './testing/killedAtChange.js';
import { openToOthers } from './testing/modes.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

const names = ['store', 'web'];
const files: Readonly<Record<string, string>> = { ...configured(...names), 'env/project.env': 'DSW_RUNTIME=process\n' };
const fileOf = (name: string): string => `env/local/${name}.env`;

async function texts(workspace: Workspace): Promise<(string | undefined)[]> {
  return Promise.all(names.map((name) => workspace.read(fileOf(name)).catch(() => undefined)));
}

/** Kills `line` at `count` of the changes that it makes, each time beginning with what `before` makes. */
async function killed(
  workspace: Workspace,
  line: string,
  count: number,
  before: () => Promise<void>,
  after: () => Promise<void>,
): Promise<void> {
  await before();
  const changes = await changesOf(workspace, line);
  let kills = 0;
  for (const change of spread(Math.min(count, changes), changes)) {
    await before();
    const { ran } = await killedAtChange(workspace, line, change);
    if (ran.signal === 'SIGKILL') kills += 1;
    expect(await openToOthers(workspace.path('env/local'))).toEqual([]);
    await after();
    const left = await readdir(workspace.path('env/local'), { recursive: true });
    expect(left.filter((name) => /\.(tmp|partial)$|\.restoring$/.test(name))).toEqual([]);
  }
  expect(kills).toBeGreaterThan(count / 3);
}

const old = (name: string): string => `# Of ${name}.\n${name.toUpperCase()}_TOKEN=kept\n${name.toUpperCase()}_SIZE=2MB\n`;
const updated = (name: string): string => `${old(name)}${name.toUpperCase()}_NOTE=new\n`;

/** An older configuration, prepared from the templates as they were, which have moved since. */
async function outdated(workspace: Workspace): Promise<void> {
  for (const name of names) {
    const template = files[`infra/configuration/default/${name}.env`] ?? '';
    await workspace.write({
      [fileOf(name)]: old(name),
      [`env/local/.prepared/${name}.json`]: JSON.stringify({ text: template }),
      [`infra/configuration/default/${name}.env`]: `${template}${name.toUpperCase()}_NOTE=new\n`,
    });
  }
  await ownModes(workspace);
}

async function ownModes(workspace: Workspace): Promise<void> {
  for (const name of ['.', ...(await readdir(workspace.path('env'), { recursive: true }))]) {
    const path = workspace.path('env', name);
    await chmod(path, (await stat(path)).isDirectory() ? 0o700 : 0o600);
  }
}

it('kill -9 of a first preparation: a file is whole or absent, and the next preparation goes on', async () => {
  await inWorkspace(files, async (workspace) => {
    let before: (string | undefined)[] = [];
    await killed(
      workspace,
      'env-config-prepare',
      12,
      async () => {
        await workspace.dsw('env-remove local --yes');
        await workspace.write({ 'env/local/run/here': '' });
        await ownModes(workspace);
      },
      async () => {
        before = await texts(workspace);
        for (const [index, text] of before.entries()) if (text !== undefined) expect(text).toMatch(whole(names[index] ?? ''));
        await workspace.succeeds('env-config-prepare');
        const now = await texts(workspace);
        for (const [index, text] of now.entries()) {
          expect(text).toMatch(whole(names[index] ?? ''));
          if (before[index] !== undefined) expect(text).toBe(before[index]);
        }
      },
    );
  });
});

function whole(name: string): RegExp {
  return new RegExp(`^# Of ${name}\\.\\n${name.toUpperCase()}_TOKEN=[A-Za-z0-9]{32}\\n${name.toUpperCase()}_SIZE=2MB\\n$`);
}

it('kill -9 of a preparation that changes files: each is the old or the new one, and what was there before is kept', async () => {
  await inWorkspace(files, async (workspace) => {
    await killed(
      workspace,
      'env-config-prepare --yes',
      16,
      () => outdated(workspace),
      async () => {
        const now = await texts(workspace);
        for (const [index, text] of now.entries()) expect([old(names[index] ?? ''), updated(names[index] ?? '')]).toContain(text);
        const kept = await backups(workspace);
        // Nothing changes before all of it is kept, and what is kept is whole.
        if (now.some((text, index) => text !== old(names[index] ?? ''))) expect(kept.at(-1)).toEqual(names.map(old));
        for (const one of kept) expect(one.every((text) => text !== undefined)).toBe(true);
        await workspace.succeeds('env-config-prepare --yes');
        expect(await texts(workspace)).toEqual(names.map(updated));
      },
    );
  });
});

it('kill -9 of going back: nothing is used of a configuration that is half the one and half the other', async () => {
  await inWorkspace(files, async (workspace) => {
    const at = '20260101T000000Z';
    let round = 0;
    await killed(
      workspace,
      `env-config-restore --at ${at}`,
      16,
      async () => {
        await outdated(workspace);
        await workspace.write(Object.fromEntries(names.map((name) => [`env/backup/local/config/${at}/${name}.env`, updated(name)])));
        await ownModes(workspace);
      },
      async () => {
        const now = await texts(workspace);
        for (const [index, text] of now.entries()) expect([old(names[index] ?? ''), updated(names[index] ?? '')]).toContain(text);
        // Both the same command and any other finish what was begun.
        await workspace.succeeds(round++ % 2 === 0 ? 'prep' : `env-config-restore --at ${at}`);
        const then = await texts(workspace);
        expect([names.map(old), names.map(updated)]).toContainEqual(then);
        if (now.some((text, index) => text === updated(names[index] ?? ''))) expect(then).toEqual(names.map(updated));
      },
    );
  });
});

/** What each backup of the configuration holds, the oldest first. */
async function backups(workspace: Workspace): Promise<(string | undefined)[][]> {
  const folder = 'env/backup/local/config';
  const found = await readdir(workspace.path(folder)).catch((): string[] => []);
  const whole = found.filter((name) => !name.startsWith('.')).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return Promise.all(
    whole.map((name) => Promise.all(names.map((component) => workspace.read(`${folder}/${name}/${component}.env`).catch(() => undefined)))),
  );
}
