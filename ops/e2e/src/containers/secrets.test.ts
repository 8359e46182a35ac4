import { expect, it } from 'vitest';
import { box, containersOf, describeInContainers, inContainers, machineEngine, runs } from '../testing/containers.js';
import { commandLinesDuring, filesThatTell, sentinel, sentinelKey, sentinelKeyValue, sentinelValue, telling } from '../testing/sentinel.js';
import type { Ran } from '../testing/workspace.js';

/** Passes its secrets on wherever it can. */
const careless = `for secret in "$BOX_TOKEN" "$BOX_KEY"; do
  echo "says $secret"
  printf 'says %s\\n' "$(printf '%s' "$secret" | base64)" "$(printf 'u:%s' "$secret" | base64 -w 0)" "$(printf '%s' "$secret" | od -An -tx1 | tr -d ' \\n')" >&2
done
printf '%s' "$BOX_TOKEN" | sha256sum >/volume/digest
`;

const files = {
  ...box('box', {
    manifest: 'env: { BOX_TOKEN: { secret: true }, BOX_KEY: { secret: true } }\ninit: {}\n',
    service: `    environment: { BOX_TOKEN: "\${BOX_TOKEN}", BOX_KEY: "\${BOX_KEY}", TOKEN_FILE: "\${BOX_TOKEN}.txt" }
    labels: { org.example.note: plain }
`,
    script: careless + runs,
  }),
  'platform/box/scripts/init.sh': 'echo "made with $BOX_TOKEN"; echo "and $BOX_KEY" >&2; sleep 0.2\n',
  'platform/box/scripts/backup.sh': 'cat /volume/digest\n',
  'platform/box/scripts/restore.sh': 'cat >/volume/digest\n',
  'env/local/box.env': `BOX_TOKEN=${sentinelValue}\nBOX_KEY=${sentinelKeyValue}\n`,
};

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
  'logs box --tail 40',
  'validate',
];

function allOf(...ran: readonly Ran[]): string {
  return ran.map(({ stdout, stderr }) => stdout + stderr).join('');
}

describeInContainers('a secret of a container', () => {
  it('is on no command line, in no label, no output, and no file but those where it belongs', () =>
    inContainers(files, async (workspace) => {
      let said = '';
      const argv = await commandLinesDuring(async () => {
        for (const line of lines) {
          const ran = await workspace.dsw(line);
          expect(ran.exitCode, `${line}: ${allOf(ran)}`).toBe(0);
          said += allOf(ran);
        }
      });
      expect(argv).toEqual([]);
      expect(said).toContain('box | made with ****');
      expect(said).toContain('\nsays ****\n');
      expect(telling(said)).toEqual([]);
      // What earlier containers said is kept by the workspace, and without secrets.
      expect(await workspace.read('env/local/run/box/output.log')).toContain('says ****\n');
      expect(await filesThatTell(workspace.root)).toEqual(['env/local/box.env']);

      const { docker } = machineEngine();
      const { Config, Name } = await docker.getContainer((await containersOf(workspace))['box']?.id ?? '').inspect();
      expect(Config.Env).toEqual(expect.arrayContaining([`BOX_TOKEN=${sentinel}`, `BOX_KEY=${sentinelKey}`]));
      expect(telling(JSON.stringify([Name, Config.Labels, Config.Cmd]))).toEqual([]);
      const [network] = await docker.listNetworks({ filters: { label: [`org.dust-workspace.workspace=${workspace.root}`] } });
      expect(telling(JSON.stringify(network))).toEqual([]);
    }));

  it('that changes is told by its name only, and is not in what is said of a failure', () =>
    inContainers(files, async (workspace) => {
      await workspace.succeeds('up');
      await workspace.write({ 'env/local/box.env': `BOX_TOKEN=sentinel-7f3a-two\nBOX_KEY=${sentinelKeyValue}\n` });
      const plan = await workspace.dsw('up --dry-run');
      expect(plan.stdout).toContain('box start: replaced: BOX_TOKEN');
      await workspace.write({ 'platform/box/main.sh': 'echo "bad token $BOX_TOKEN" >&2; exit 1\n' });
      const failed = await workspace.dsw('up');
      expect([failed.exitCode, failed.stdout]).toEqual([1, expect.stringContaining('bad token ****')]);
      const status = await workspace.dsw('status');
      expect(telling(allOf(plan, failed, status))).toEqual([]);
      // Of the container before, the secret of then is not in what was kept.
      expect(telling(allOf(await workspace.dsw('logs box')))).toEqual([]);
    }));
});
