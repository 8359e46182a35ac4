import { describe, expect, it } from 'vitest';
import { seen } from './testing/seen.js';
import { inWorkspace } from './testing/workspace.js';

const sound = `description: Runs
profiles: [starter]
runtimes: { process: { command: [sleep, infinity] } }
`;

const broken: Readonly<Record<string, { readonly text: string; readonly says: string }>> = {
  empty: {
    text: '',
    says: `platform/empty/component.yaml:1:1: error: the manifest is empty
  A minimal manifest:
  description: what it is
  runtimes: { process: { command: [sleep, infinity] } }`,
  },
  merge: {
    text: `description: Merge\n<<<<<<< HEAD\nprofiles: [a]\n=======\nprofiles: [b]\n>>>>>>> theirs\nruntimes: { process: { command: [sleep, infinity] } }\n`,
    says: `platform/merge/component.yaml:2:1: error: merge conflict marker
  Keep one of the two sides, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>.`,
  },
  nonsense: {
    text: '{[}]:&*!|>%@`#'.repeat(75_000),
    says: `platform/nonsense/component.yaml:1:1: error: expected a manifest of at most 64 KiB, found 1,026 KiB
  Data and long scripts belong in files of their own.`,
  },
  nul: {
    text: 'description: nul\0\nruntimes: { process: { command: [sleep, infinity] } }\n',
    says: `platform/nul/component.yaml:1:17: error: control character U+0000
  A manifest is plain UTF-8 text.`,
  },
  tabs: {
    text: 'description: Tabs\nruntimes:\n\tprocess: { command: [sleep, infinity] }\n',
    says: `platform/tabs/component.yaml:3:1: error: a tab in the indentation
  YAML is indented with spaces: replace the tabs.`,
  },
};

describe.concurrent('a manifest', () => {
  it('with nonsense in it disables its component and no other', () =>
    inWorkspace(
      {
        'platform/sound/component.yaml': sound,
        ...Object.fromEntries(Object.entries(broken).map(([name, { text }]) => [`platform/${name}/component.yaml`, text])),
      },
      async (workspace) => {
        const { dsw } = workspace;
        const problems = Object.values(broken)
          .map(({ says }) => says)
          .join('\n');
        expect(seen(workspace, await dsw('status'))).toEqual({
          exitCode: 1,
          stdout: `environment local, runtime process
COMPONENT  STATE    PREPARED  INITIALISED  PORTS  LAST BACKUP  VERIFIED  DETAIL
sound      stopped  no        no           -      -            -`,
          stderr: problems,
        });
        expect(seen(workspace, await dsw('validate'))).toEqual({ exitCode: 1, stdout: '', stderr: problems });
        expect(seen(workspace, await dsw('start tabs'))).toEqual({ exitCode: 1, stdout: '', stderr: broken['tabs']?.says });
        expect(seen(workspace, await dsw('start sound'))).toEqual({
          exitCode: 0,
          stdout: 'sound prep: done, prepared\nsound start: done, running after <time>',
          stderr: '',
        });
        const json = await dsw('status --json');
        expect([json.exitCode, JSON.parse(json.stdout)]).toMatchObject([1, { components: [{ name: 'sound', state: 'running' }] }]);

        await workspace.write(Object.fromEntries(Object.keys(broken).map((name) => [`platform/${name}/component.yaml`, sound])));
        await workspace.succeeds('start tabs');
        expect(await workspace.status()).toMatchObject({
          tabs: { state: 'running' },
          sound: { state: 'running' },
          nul: { state: 'stopped' },
        });
      },
    ));

  it('that is missing leaves a folder which is no component, and says so', () =>
    inWorkspace({ 'platform/sound/component.yaml': sound, 'platform/stray/scripts/init.sh': 'true\n' }, async (workspace) => {
      expect(seen(workspace, await workspace.dsw('status'))).toMatchObject({
        exitCode: 1,
        stdout: expect.stringContaining('sound      stopped'),
        stderr: `platform/stray: error: component folder without a manifest: it has no component.yaml
  A minimal manifest:
  description: what it is
  runtimes: { process: { command: [sleep, infinity] } }`,
      });
      expect(seen(workspace, await workspace.dsw('start stray'))).toMatchObject({ exitCode: 1, stdout: '' });
      await workspace.succeeds('start sound');
    }));

  it('that breaks disables those that need its component', () =>
    inWorkspace(
      {
        'platform/sound/component.yaml': sound,
        'platform/broken/component.yaml': 'description: No runtime\n',
        'platform/needy/component.yaml': `${sound}needs: { broken: started }\n`,
      },
      async (workspace) => {
        expect(seen(workspace, await workspace.dsw('start needy'))).toEqual({
          exitCode: 1,
          stdout: '',
          stderr: 'platform/needy/component.yaml:4:10: error: needy is disabled: it needs broken, whose manifest is broken',
        });
        const up = seen(workspace, await workspace.dsw('up'));
        expect(up).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('sound start: done') });
        expect(up.stderr).toMatch(/^platform\/broken\/component\.yaml:1:1: error: missing key `runtimes`/);
      },
    ));

  it('that breaks while its component runs does not hide that it runs, and down ends it', () =>
    inWorkspace({ 'platform/sound/component.yaml': sound, 'platform/other/component.yaml': sound }, async (workspace) => {
      await workspace.succeeds('up');
      await workspace.write({ 'platform/other/component.yaml': '\t' });
      const status = await workspace.dsw('status');
      expect(status.exitCode).toBe(1);
      expect(status.stderr).toMatch(
        /error: other still runs \(process \d+\), although it is no component now\n {2}Mend its manifest, or end it with dsw down\./,
      );
      expect((await workspace.dsw('down')).stdout).toContain('other stop: done, no component now');
    }));
});
