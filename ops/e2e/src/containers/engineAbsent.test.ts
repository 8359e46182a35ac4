import { once } from 'node:events';
import { createServer } from 'node:net';
import { link } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { box } from '../testing/containers.js';
import { seen, type Seen } from '../testing/seen.js';
import { inWorkspace, type Workspace } from '../testing/workspace.js';

const prepared = '{"runtime":"compose","createdAt":"2020-01-01T00:00:00.000Z"}\n';
const files = {
  ...box('box'),
  ...box('needy', { manifest: 'needs: { box: healthy }\n' }),
  'platform/plain/component.yaml':
    'description: No container\nprofiles: [starter]\nruntimes: { process: { command: [sleep, infinity] } }\n',
  'platform/box/volumes/local/.dsw/volume.json': prepared,
  'platform/box/volumes/local/rows': 'some\n',
  'env/local/box.env': '',
  'env/project.env': 'DSW_RUNTIME=compose\n',
};

/** Asks `lines` of a workspace whose engine is at `socket`. */
function asking(workspace: Workspace, socket: string): (line: string) => Promise<Seen> {
  const env = { DOCKER_HOST: `unix://${workspace.path(socket)}` };
  return async (line) => seen(workspace, await workspace.dsw(line, { env }));
}

function refusalOf(socket: string, reason: string): { readonly silent: string; readonly refusal: string } {
  const silent = `the container engine at unix://<workspace>/${socket} does not answer: ${reason}`;
  const remedy =
    'Start it (systemctl start docker, or Docker Desktop, or podman system service). Set DSW_RUNTIME=process to run without containers.';
  return { silent, refusal: `FAILED\n  error: ${silent}\n    ${remedy}` };
}

/** What is said of an engine that does not answer: by each component that needs it, and by no other. */
async function isMissed(workspace: Workspace, socket: string, reason: string): Promise<void> {
  const ask = asking(workspace, socket);
  const { silent, refusal } = refusalOf(socket, reason);
  const [up, status, validate] = await Promise.all([ask('up'), ask('status --json'), ask('validate')]);
  expect(up.exitCode).toBe(3);
  expect(up.stdout.split('\n\n')[0]).toBe(`box prep: unchanged, prepared
box start: ${refusal}
needy start: ${refusal}
needy prep: ${refusal}
plain prep: done, prepared
plain start: done, running after <time>`);
  expect(JSON.parse(status.stdout)).toMatchObject({
    components: [
      { name: 'box', state: 'unknown', detail: silent },
      { name: 'needy', state: 'unknown', detail: silent },
      { name: 'plain', state: expect.stringMatching(/running|stopped/) },
    ],
  });
  expect(validate).toEqual({ exitCode: 0, stdout: '3 components are valid', stderr: '' });
}

describe.concurrent('an engine', () => {
  it('whose socket is not there', () => inWorkspace(files, (workspace) => isMissed(workspace, 'absent.sock', 'its socket is gone')));

  it('that does not answer may run what nobody sees: data are neither copied nor removed', () =>
    inWorkspace(files, async (workspace) => {
      const ask = asking(workspace, 'absent.sock');
      const { refusal } = refusalOf('absent.sock', 'its socket is gone');
      for (const [verb, more] of [['stop'], ['backup'], ['clean', ' --yes'], ['purge', ' --yes'], ['restart']] as const) {
        const { exitCode, stdout } = await ask(`${verb} box${more ?? ''}`);
        expect([exitCode, stdout]).toEqual([1, expect.stringContaining(`box ${verb === 'restart' ? 'start' : verb}: ${refusal}`)]);
      }
      expect(await workspace.read('platform/box/volumes/local/rows')).toBe('some\n');
    }));

  it('that left its socket behind', () =>
    inWorkspace(files, async (workspace) => {
      const server = createServer().listen(workspace.path('gone.sock'));
      await once(server, 'listening');
      // A server removes its socket when it closes, but not what else that is called.
      await link(workspace.path('gone.sock'), workspace.path('left.sock'));
      await new Promise((resolve) => server.close(resolve));
      await isMissed(workspace, 'left.sock', 'nobody listens there');
    }));

  it('that takes calls and never answers is given up after seconds', () =>
    inWorkspace(files, async (workspace) => {
      const server = createServer().listen(workspace.path('silent.sock'));
      await once(server, 'listening');
      const begun = performance.now();
      await isMissed(workspace, 'silent.sock', 'it says nothing');
      expect(performance.now() - begun).toBeLessThan(30_000);
      server.close();
    }));
});
