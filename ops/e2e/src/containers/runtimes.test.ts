import { shellImage } from '@dust-workspace/runtime/testing';
import { expect, it } from 'vitest';
import { box, containersOf, describeInContainers, inContainers, machineEngine, startsOf } from '../testing/containers.js';
import { seen } from '../testing/seen.js';

const both = Object.fromEntries(
  Object.entries(box('box')).map(([name, text]) => [
    name,
    text
      .replace(/^runtimes: .*$/m, 'runtimes: { compose: { file: compose.yaml, service: main }, process: { command: [sh, process.sh] } }')
      .replace(/^ready: .*$/m, 'ready: { command: [test, -e, /], within: 20s }'),
  ]),
);
const files = { ...both, 'platform/box/process.sh': 'echo made by a process >"$DSW_VOLUME/rows"\nexec sleep infinity\n' };

const rows = 'platform/box/volumes/local/rows';

describeInContainers('data', () => {
  it('of processes are not handed to a container, nor the other way round: that is refused with the ways on', () =>
    inContainers(files, async (workspace) => {
      const run = async (line: string, runtime: string): Promise<ReturnType<typeof seen>> =>
        seen(workspace, await workspace.dsw(line, { env: { DSW_RUNTIME: runtime } }));
      expect(await run('start box', 'process')).toMatchObject({ exitCode: 0 });
      expect(await run('stop box', 'process')).toMatchObject({ exitCode: 0 });
      expect(await run('start box', 'compose')).toEqual({
        exitCode: 1,
        stdout: expect.stringMatching(
          /^box prep: unchanged, prepared\nbox start: FAILED\n {2}error: the data of box belong to the process runtime, .* under compose .*\n {4}Set DSW_RUNTIME to auto or process\. To take the data along: dsw migrate --to compose\.$/,
        ),
        stderr: '',
      });
      expect([await containersOf(workspace), await workspace.read(rows)]).toEqual([{}, 'made by a process\n']);
      expect(await run('start box', 'auto')).toMatchObject({ exitCode: 0 });
      expect(await containersOf(workspace)).toEqual({});
      // Without data there is nothing to belong to anybody.
      expect(await run('stop box', 'auto')).toMatchObject({ exitCode: 0 });
      expect(await run('purge box --yes', 'auto')).toMatchObject({ exitCode: 0 });
      expect(await run('start box', 'compose')).toMatchObject({ exitCode: 0 });
      expect(await containersOf(workspace)).toMatchObject({ box: { state: 'running' } });
      expect(await run('restart box', 'process')).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: expect.stringMatching(
          /^error: the data of box belong to the compose runtime, .* under process .*\n {2}Set DSW_RUNTIME to auto or compose\./,
        ),
      });
      expect(await containersOf(workspace)).toMatchObject({ box: { state: 'running' } });
    }));

  it('are not handed to an older engine than the one that used them last: that is refused, also while it runs', () =>
    withTags(['1.9', '1.10'], (repository) =>
      inContainers(box('box', { image: `${repository}:1.10` }), async (workspace) => {
        await workspace.succeeds('start box');
        await workspace.write({ 'env/local/box.env': `BOX_IMAGE=${repository}:1.9\n` });
        const says = `error: the data of box were last used by ${repository}:1.10, and ${repository}:1.9 is older`;
        const way = `Use ${repository}:1.10 or a newer one. To go back to an older one, restore a backup that it made: dsw clean box, then dsw restore box --set ID.`;
        const running = await containersOf(workspace);
        expect(seen(workspace, await workspace.dsw('restart box'))).toEqual({ exitCode: 1, stdout: '', stderr: `${says}\n  ${way}` });
        expect(await containersOf(workspace)).toEqual(running);
        await workspace.succeeds('stop box');
        expect(seen(workspace, await workspace.dsw('start box'))).toEqual({
          exitCode: 1,
          stdout: `box prep: unchanged, prepared\nbox start: FAILED\n  ${says}\n    ${way}`,
          stderr: '',
        });
        expect([await containersOf(workspace), await startsOf(workspace, 'box')]).toEqual([{}, 1]);
        await workspace.write({ 'env/local/box.env': `BOX_IMAGE=${repository}:1.10\n` });
        await workspace.succeeds('start box');
        expect(await startsOf(workspace, 'box')).toBe(2);
      }),
    ));
});

/** Gives the image with a shell further names, of a repository that is only this test's, and takes them away again. */
async function withTags(tags: readonly string[], body: (repository: string) => Promise<void>): Promise<void> {
  const { docker } = machineEngine();
  const repository = `dsw-test-engine-${process.pid}`;
  for (const tag of tags) await docker.getImage(shellImage).tag({ repo: repository, tag });
  try {
    await body(repository);
  } finally {
    for (const tag of tags) await docker.getImage(`${repository}:${tag}`).remove();
  }
}
