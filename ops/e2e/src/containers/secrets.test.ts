import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { box, containersOf, describeInContainers, inContainers, machineEngine, runs } from '../testing/containers.js';
import type { Workspace } from '../testing/workspace.js';

const secret = 'sentinel$1-"\\Ä\'7f3a';

const files = {
  ...box('box', {
    manifest: 'env: { BOX_TOKEN: { secret: true } }\ninit: {}\n',
    service: '    environment: { BOX_TOKEN: "${BOX_TOKEN}", TOKEN_FILE: "${BOX_TOKEN}.txt" }\n    labels: { org.example.note: plain }\n',
    script: `printf '%s' "$BOX_TOKEN" | sha256sum >/volume/digest\n${runs}`,
  }),
  'platform/box/scripts/init.sh': 'echo "made with $BOX_TOKEN"; sleep 0.2\n',
  'platform/box/scripts/backup.sh': 'cat /volume/digest\n',
  'platform/box/scripts/restore.sh': 'cat >/volume/digest\n',
  'env/local/box.env': `BOX_TOKEN=\`${secret}\`\n`,
};

/** Looks at the command lines of all processes of this machine, again and again, until `body` has ended. Those that held the text are returned. */
async function commandLinesDuring(text: string, body: () => Promise<void>): Promise<string[]> {
  let over = false;
  const held = new Set<string>();
  const watching = (async () => {
    while (!over) {
      for (const pid of await readdir('/proc'))
        if (/^\d+$/.test(pid)) {
          const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
          if (line.includes(text)) held.add(line);
        }
      await sleep(5);
    }
  })();
  try {
    await body();
  } finally {
    over = true;
    await watching;
  }
  return [...held];
}

/** The files of a workspace that hold the text, except what is in node_modules. */
async function filesThatHold({ root }: Workspace, text: string): Promise<string[]> {
  const entries = (
    await Promise.all(['env', 'platform'].map((folder) => readdir(join(root, folder), { recursive: true, withFileTypes: true })))
  ).flat();
  const held = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return (await readFile(path)).includes(text) ? [relative(root, path)] : [];
      }),
  );
  return held.flat().sort();
}

describeInContainers('a secret of a container', () => {
  it('is on no command line, in no label, no output, and no file but those where it belongs', () =>
    inContainers(files, async (workspace) => {
      let said = '';
      const lines = [
        'up',
        'init box',
        'status --json',
        'logs box',
        'up --dry-run --json',
        'env box',
        'backup box',
        'restore box',
        'restart box',
        'validate',
      ];
      const held = await commandLinesDuring('sentinel', async () => {
        for (const line of lines) {
          const { exitCode, stdout, stderr } = await workspace.dsw(line);
          expect(exitCode, `${line}: ${stdout}${stderr}`).toBe(0);
          said += stdout + stderr;
        }
      });
      expect(held).toEqual([]);
      expect(said).toContain('box | made with ****');
      expect(said).not.toContain('sentinel');
      expect(await filesThatHold(workspace, 'sentinel')).toEqual(['env/local/box.env']);

      const { docker } = machineEngine();
      const { Config, Name } = await docker.getContainer((await containersOf(workspace))['box']?.id ?? '').inspect();
      expect(Config.Env).toContain(`BOX_TOKEN=${secret}`);
      expect(JSON.stringify([Name, Config.Labels, Config.Cmd])).not.toContain('sentinel');
      const [network] = await docker.listNetworks({ filters: { label: [`org.dust-workspace.workspace=${workspace.root}`] } });
      expect(JSON.stringify(network)).not.toContain('sentinel');
    }));

  it('that changes is told by its name only, and is not in what is said of a failure', () =>
    inContainers(files, async (workspace) => {
      await workspace.succeeds('up');
      await workspace.write({ 'env/local/box.env': 'BOX_TOKEN=sentinel-two\n' });
      const plan = await workspace.dsw('up --dry-run');
      expect(plan.stdout).toContain('box start: replaced: BOX_TOKEN');
      await workspace.write({ 'platform/box/main.sh': 'echo "bad token $BOX_TOKEN" >&2; exit 1\n' });
      const failed = await workspace.dsw('up');
      expect([failed.exitCode, failed.stdout]).toEqual([1, expect.stringContaining('bad token ****')]);
      const later = await Promise.all([workspace.dsw('status'), workspace.dsw('logs box')]);
      expect([plan, failed, ...later].map(({ stdout, stderr }) => stdout + stderr).join('')).not.toContain('sentinel');
    }));
});
