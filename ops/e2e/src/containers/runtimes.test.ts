import { expect, it } from 'vitest';
import { box, containersOf, describeInContainers, inContainers } from '../testing/containers.js';
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
});
