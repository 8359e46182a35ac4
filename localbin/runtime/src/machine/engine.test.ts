import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { labels } from '../compose/labels.js';
import { runnerMark } from '../compose/marks.js';
import { engineForTests } from '../testing/engineForTests.js';
import { shellImage } from '../testing/index.js';
import { abandonedCommands } from './abandonedCommands.js';
import { composeVersion, engineFacts } from './engineFacts.js';

const engine = await engineForTests();
const missing = typeof engine === 'string' ? engine : undefined;
const options = { processEnv: process.env, uid: process.geteuid?.() ?? -1 };
const silent = { processEnv: { DOCKER_HOST: 'unix:///nonexistent/engine.sock' }, uid: 0 };

describe.skipIf(missing !== undefined)(`an engine that answers${missing === undefined ? '' : `: ${missing}`}`, () => {
  it('says who it is, what it has, and what its clock shows', async () => {
    const facts = await engineFacts({ ...options, deadline: 60_000 });
    expect(facts).toMatchObject({
      ok: true,
      value: { name: expect.stringMatching(/^(Docker|podman) \d/), dataFolder: expect.stringMatching(/^\//) },
    });
    expect(await composeVersion(process.env, 60_000)).toMatchObject({ kind: 'said', text: expect.stringMatching(/\d+\.\d+/) });
  });

  it('knows the containers of commands whose runners were killed', async () => {
    if (typeof engine === 'string') throw new Error(engine);
    const workspace = await realpath(await mkdtemp(join(tmpdir(), 'abandoned-')));
    const make = async (runner: string): Promise<string> => {
      const own = { [labels.workspace]: workspace, [labels.environment]: 'local', [labels.command]: 'db', [labels.runner]: runner };
      return (await engine.docker.createContainer({ Image: shellImage, Cmd: ['true'], Labels: own })).id;
    };
    const made = [await make('1:long ago:1'), await make(runnerMark())];
    try {
      expect(await abandonedCommands(workspace, options)).toEqual({ ok: true, value: new Set([made[0]]) });
    } finally {
      for (const id of made) await engine.docker.getContainer(id).remove({ force: true });
      await rm(workspace, { recursive: true });
    }
  });
});

describe('an engine that does not answer', () => {
  it('is a reason, with what to do', async () => {
    expect(await engineFacts({ ...silent, deadline: 1_000 })).toMatchObject({
      ok: false,
      diagnostics: [{ remedy: expect.stringContaining('Start it') }],
    });
    expect(await abandonedCommands('/nowhere', silent)).toMatchObject({ ok: false });
  });
});
