import { expect, it } from 'vitest';
import { box, containersOf, describeInContainers, inContainers, runs, startsOf } from '../testing/containers.js';
import { nx, nxJson } from '../testing/nx.js';
import { seen } from '../testing/seen.js';

/** Compose files that cannot be used, and what is said of each. */
const broken = {
  '    image: [\n': `platform/box/compose.yaml:4:1: error: missing \`]\`, or a line before it that is not indented`,
  '    image: debian:trixie-slim\n    container_name: mine\n': `platform/box/compose.yaml:4:5: error: a container with a fixed name can be there only once, but each environment has one of its own
  Delete it: other components reach the container under the name of the component.`,
  '    image: debian:trixie-slim\n    environment: { A: "${NO_SUCH}" }\n': `platform/box/compose.yaml:4:26: error: the compose file of box refers to \${NO_SUCH}, which it does not have
  Declare NO_SUCH under env in component.yaml and give it a value, or write a fallback: \${NO_SUCH:-value}.`,
};

const files: Readonly<Record<string, string>> = {
  ...nxJson,
  ...box('box'),
  ...box('needy', { manifest: 'needs: { box: healthy }\n' }),
  ...box('other'),
};

const indented = (text: string): string => text.replaceAll(/^/gm, '  ');

describeInContainers('a compose file', () => {
  it('that is broken is told with its place, by every command that uses it; other components go on', () =>
    inContainers(files, async (workspace) => {
      const sound = files['platform/box/compose.yaml'] ?? '';
      const [first, ...others] = Object.entries(broken).map(([lines, says]) => ({ file: `services:\n  main:\n${lines}`, says }));
      await workspace.write({ 'platform/box/compose.yaml': first?.file ?? '' });
      const up = seen(workspace, await workspace.dsw('up'));
      expect([
        up.exitCode,
        up.stdout
          .split('\n\n')[0]
          ?.split(/\n(?! )/)
          .sort(),
      ]).toEqual([
        3,
        [
          `box prep: FAILED\n${indented(first?.says ?? '')}`,
          'box start: skipped, prep of box failed',
          'needy prep: done, prepared',
          'needy start: skipped, start of box was skipped',
          'other prep: done, prepared',
          'other start: done, healthy after <time>',
        ],
      ]);
      for (const { file, says } of [...others, { file: first?.file ?? '', says: first?.says ?? '' }]) {
        await workspace.write({ 'platform/box/compose.yaml': file });
        expect(seen(workspace, await workspace.dsw('validate'))).toEqual({ exitCode: 1, stdout: '', stderr: says });
      }
      expect(seen(workspace, await workspace.dsw('validate other'))).toEqual({ exitCode: 0, stdout: '1 component is valid', stderr: '' });
      const validate = await nx(workspace, 'run box:validate');
      expect([validate.exitCode, validate.stdout]).toEqual([1, expect.stringContaining(first?.says ?? '')]);
      const start = await nx(workspace, 'run needy:start');
      expect([start.exitCode === 0, start.stdout]).toEqual([false, expect.stringContaining(indented(first?.says ?? ''))]);

      await workspace.write({ 'platform/box/compose.yaml': sound });
      await workspace.succeeds('up');
      expect(await workspace.status()).toMatchObject({
        box: { state: 'healthy' },
        needy: { state: 'healthy' },
        other: { state: 'healthy' },
      });
      expect([await startsOf(workspace, 'box'), await startsOf(workspace, 'other')]).toEqual([1, 1]);
    }));

  it('that breaks while its container runs leaves that alone, and refuses what could not be undone', () =>
    inContainers({ ...box('box'), ...box('needy', { manifest: 'needs: { box: healthy }\n' }) }, async (workspace) => {
      await workspace.succeeds('up');
      const before = await containersOf(workspace);
      const [lines = '', says = ''] = Object.entries(broken)[0] ?? [];
      const sound = await workspace.read('platform/box/compose.yaml');
      await workspace.write({ 'platform/box/compose.yaml': `services:\n  main:\n${lines}` });

      const up = seen(workspace, await workspace.dsw('up'));
      expect([up.exitCode, up.stdout]).toEqual([
        0,
        expect.stringContaining(`box start: unchanged\n${indented(says).replace('error', 'warning')}\nneedy start: unchanged`),
      ]);
      expect(seen(workspace, await workspace.dsw('restart box'))).toEqual({ exitCode: 1, stdout: '', stderr: says });
      expect(await containersOf(workspace)).toEqual(before);
      expect((await workspace.dsw('logs box')).stdout).toBe('here\n');

      await workspace.succeeds('down');
      expect(seen(workspace, await workspace.dsw('start needy'))).toEqual({
        exitCode: 1,
        stdout: `box prep: unchanged, prepared
needy prep: unchanged, prepared
box start: FAILED
${indented(says)}
needy start: skipped, needs box, which is misconfigured`,
        stderr: '',
      });
      await workspace.write({ 'platform/box/compose.yaml': sound });
      await workspace.succeeds('up');
      expect(await startsOf(workspace, 'box')).toBe(2);
    }));

  it('that changes, with a value or an image, replaces what runs and says why; what needs it goes down and comes back', () =>
    inContainers(
      {
        ...box('box', {
          manifest: 'env: { MOOD: { default: calm } }\n',
          service: '    environment: { MOOD: "${MOOD}" }\n',
          script: `echo "$MOOD"\n${runs}`,
        }),
        ...box('needy', { manifest: 'needs: { box: healthy }\n' }),
        ...box('other'),
        'env/local/box.env': '',
      },
      async (workspace) => {
        await workspace.succeeds('up');
        const start = await containersOf(workspace);
        const replaced = async (cause: string): Promise<void> => {
          const before = await containersOf(workspace);
          const { stdout } = await workspace.dsw('up --dry-run --json');
          expect(JSON.parse(stdout)).toEqual({
            operations: [
              { id: 'needy:stop', verb: 'stop', component: 'needy', cause: 'needs box, which is down for its start', after: [] },
              { id: 'box:stop', verb: 'stop', component: 'box', cause: 'for its start', after: ['needy:stop'] },
              { id: 'box:start', verb: 'start', component: 'box', cause: `replaced: ${cause}`, after: ['box:stop', 'needy:stop'] },
              {
                id: 'needy:start',
                verb: 'start',
                component: 'needy',
                cause: 'it ran before',
                after: ['needy:stop', 'box:start', 'box:stop'],
              },
            ],
          });
          await workspace.succeeds('up');
          const after = await containersOf(workspace);
          expect([after['box']?.id === before['box']?.id, after['needy']?.id === before['needy']?.id]).toEqual([false, false]);
          expect(JSON.parse((await workspace.dsw('up --dry-run --json')).stdout)).toEqual({ operations: [] });
        };
        const file = await workspace.read('platform/box/compose.yaml');
        await workspace.write({ 'platform/box/compose.yaml': `${file}    working_dir: /component\n` });
        await replaced('its compose file changed');
        await workspace.write({ 'env/local/box.env': 'MOOD=merry\n' });
        await replaced('MOOD changed');
        expect((await workspace.dsw('logs box --tail 2')).stdout).toBe('merry\nhere\n');
        expect((await containersOf(workspace))['other']).toEqual(start['other']);
        expect([await startsOf(workspace, 'box'), await startsOf(workspace, 'other')]).toEqual([3, 1]);
      },
    ));
});
