import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { box } from '../testing/containers.js';
import { seen } from '../testing/seen.js';
import { inWorkspace, type Workspace } from '../testing/workspace.js';

const files = {
  ...box('box'),
  ...box('needy', { manifest: 'needs: { box: healthy }\n' }),
  'platform/plain/component.yaml': 'description: No container\nprofiles: [starter]\nruntimes: { process: { command: [sleep, infinity] } }\n',
  'platform/box/volumes/local/rows': 'some\n',
  'env/project.env': 'DSW_RUNTIME=compose\n',
};

/** Every verb says the same of an engine that does not answer, once a component, and nothing is changed but what needs no engine. */
async function refuses(workspace: Workspace, url: string, reason: string): Promise<void> {
  const env = { DOCKER_HOST: url };
  const silent = `the container engine at ${url} does not answer: ${reason}`;
  const remedy = 'Start it (systemctl start docker, or Docker Desktop, or podman system service). Set DSW_RUNTIME=process to run without containers.';

  expect(seen(workspace, await workspace.dsw('start needy', { env }))).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: '',
  });
  expect(remedy).toBe('');
  expect(silent).toBe('');
}

describe('an engine', () => {
  it('whose socket is not there', () =>
    inWorkspace(files, (workspace) => refuses(workspace, `unix://${workspace.path('no.sock')}`, 'its socket is gone')));
});
