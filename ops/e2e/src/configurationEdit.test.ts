import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { configured } from './testing/configured.js';
import { inTerminal, skipWithoutTerminals } from './testing/inTerminal.js';
import { openToOthers } from './testing/modes.js';
import { nxJson } from './testing/nx.js';
import { until } from './testing/until.js';
import { inWorkspace, repository, type Workspace } from './testing/workspace.js';

const dsw = join(repository, 'localbin', 'bin', 'dsw');
const sentinel = 'Zm9yLXlvdXItZXllcw';
const files = {
  ...configured('web'),
  'env/project.env': 'DSW_RUNTIME=process\n',
  'env/local/web.env': `WEB_TOKEN=${sentinel}\nWEB_SIZE=2MB\n`,
};

/** Editors that do what somebody would do in one. The first shows what it edits, as any does. */
const editors = {
  'double.sh': 'cat "$1"; sed -i s/2MB/4MB/ "$1"\n',
  'mistake.sh': 'if grep -q soon "$1"; then sed -i s/soon/8MB/ "$1"; else sed -i s/2MB/soon/ "$1"; fi\n',
  'typo.sh': 'echo WEB_NOTTE=1 >>"$1"\n',
  'break.sh': 'echo FAILS >&2; echo garbage >"$1"; exit 3\n',
  'lose.sh': 'rm "$1"\n',
  'wait.sh': 'touch opened; until [ -e go ]; do sleep 0.02; done; sed -i s/2MB/4MB/ "$1"\n',
  'use.sh': 'sed -i s/=process/=process/ "$1"; echo DSW_DEPLOY_ENV=Wrong >>"$1"\n',
};

const edit = (workspace: Workspace, editor: keyof typeof editors, typed = '', component = 'web') =>
  inTerminal(workspace, `"${dsw}" env-config-edit ${component}`, { typed, env: { EDITOR: `sh ./${editor}` } });
const web = (workspace: Workspace): Promise<string> => workspace.read('env/local/web.env');
const drafts = async (workspace: Workspace): Promise<string[]> =>
  (await readdir(workspace.path('env/local'))).filter((name) => name.startsWith('.edit-'));

describe.concurrent('editing configuration', () => {
  beforeEach(skipWithoutTerminals);

  it('saves what is sound, for its owner only, and leaves no copy', async () => {
    await inWorkspace({ ...files, ...editors }, async (workspace) => {
      const { exitCode, shown } = await edit(workspace, 'double.sh');
      expect([exitCode, shown]).toEqual([
        0,
        expect.stringMatching(/WEB_SIZE=2MB\nenv\/local\/web\.env: saved; what runs has it from its next start/),
      ]);
      expect(await web(workspace)).toBe(`WEB_TOKEN=${sentinel}\nWEB_SIZE=4MB\n`);
      expect(await openToOthers(workspace.path('env/local'))).toEqual([]);
      expect((await edit(workspace, 'double.sh')).shown).toContain('env/local/web.env: not changed');
      expect((await edit(workspace, 'typo.sh')).shown).toMatch(
        /env\/local\/web\.env:3:1: warning: web has no variable WEB_NOTTE\n {2}Did you mean WEB_NOTE\?/,
      );
      expect(await drafts(workspace)).toEqual([]);
    });
  });

  it('tells what is wrong, and opens the file again or leaves it as it was', async () => {
    await inWorkspace({ ...files, ...editors }, async (workspace) => {
      const says = 'env/local/web.env:2:1: error: WEB_SIZE must be a size such as 512KiB or 2GiB';
      const given = await edit(workspace, 'mistake.sh', 'n\n');
      expect([given.exitCode, given.shown]).toEqual([1, expect.stringContaining(says)]);
      expect(await web(workspace)).toBe(files['env/local/web.env']);
      const again = await edit(workspace, 'mistake.sh', 'y\n');
      expect([again.exitCode, again.shown]).toEqual([0, expect.stringContaining(says)]);
      expect(await web(workspace)).toContain('WEB_SIZE=8MB');
      const failed = await edit(workspace, 'break.sh');
      expect([failed.exitCode, failed.shown]).toEqual([1, expect.stringContaining('error: the editor sh ./break.sh ended with 3')]);
      const lost = await edit(workspace, 'lose.sh');
      expect([lost.exitCode, lost.shown]).toEqual([
        1,
        expect.stringContaining('env/local/web.env: error: the editor left no file, and nothing was changed'),
      ]);
      const project = await edit(workspace, 'use.sh', 'n\n', '');
      expect([project.exitCode, project.shown]).toEqual([
        1,
        expect.stringContaining('env/project.env:2:1: error: "Wrong" is no name for an environment'),
      ]);
      expect(await drafts(workspace)).toEqual([]);
    });
  });

  it('that meets a change by somebody else leaves that alone, and loses nothing', async () => {
    await inWorkspace({ ...files, ...editors }, async (workspace) => {
      const editing = edit(workspace, 'wait.sh');
      await until('the editor is open', async () => (await readdir(workspace.root)).includes('opened'));
      await workspace.write({ 'env/local/web.env': 'WEB_TOKEN=other\n', go: '' });
      const { exitCode, shown } = await editing;
      expect([exitCode, shown]).toEqual([
        1,
        expect.stringMatching(/^env\/local\/web\.env: error: somebody else has changed it meanwhile$/m),
      ]);
      expect(await web(workspace)).toBe('WEB_TOKEN=other\n');
      const [draft = ''] = await drafts(workspace);
      expect(await workspace.read(`env/local/${draft}/web.env`)).toContain('WEB_SIZE=4MB');
      // The next one takes it away: its editor is over.
      await edit(workspace, 'typo.sh');
      expect(await drafts(workspace)).toEqual([]);
    });
  });

  it('works through Nx, which keeps nothing of what the editor shows', async () => {
    const targets = { 'env-config-edit': { executor: 'nx:run-commands', options: { command: `"${dsw}" env-config-edit` } } };
    const nxFiles = {
      ...nxJson,
      'ops/workspace/project.json': JSON.stringify({ name: 'workspace', targets }),
      '.gitignore': 'node_modules\n.nx\nenv\n',
    };
    await inWorkspace({ ...files, ...editors, ...nxFiles }, async (workspace) => {
      const ran = await inTerminal(workspace, 'node_modules/.bin/nx run workspace:env-config-edit web', {
        env: { EDITOR: 'sh ./double.sh' },
      });
      expect([ran.exitCode, ran.shown]).toEqual([0, expect.stringContaining(sentinel)]);
      expect(await web(workspace)).toContain('WEB_SIZE=4MB');
      const kept = (await readdir(workspace.path('.nx'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
      const holding = await Promise.all(
        kept.map(async ({ parentPath, name }) => ((await readFile(join(parentPath, name))).includes(sentinel) ? [name] : [])),
      );
      expect(holding.flat()).toEqual([]);
    });
  });
});
