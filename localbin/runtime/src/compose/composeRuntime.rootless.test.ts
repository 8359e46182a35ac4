import { chown, lstat, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shellImage } from '../testing/composeHarness.js';
import { copyImage } from '../testing/copyImage.js';
import { engineForTests } from '../testing/engineForTests.js';
import { noRootlessEngine, startRootlessEngine, type RootlessEngine, type UserRan } from '../testing/rootlessEngine.js';

const machine = await engineForTests();
const missing = typeof machine === 'string' ? machine : await noRootlessEngine();

/** Hands data to another user than root, whom it becomes, as servers do. */
const dropsAfter = (handsOver: string): string => `
mkdir -p /volume/data
${handsOver}
exec setpriv --reuid=999 --regid=999 --clear-groups sh -c '
  trap "exit 0" TERM
  echo row >>/volume/data/rows
  echo "up, as $(id -u), and DSW_UID is $DSW_UID"
  while :; do sleep 0.02; done'`;

describe.skipIf(missing !== undefined)(`Docker without root${missing === undefined ? '' : ` is absent: ${missing}`}`, () => {
  let engine: RootlessEngine;
  beforeAll(async () => {
    if (typeof machine === 'string') throw new Error(machine);
    engine = await startRootlessEngine();
    await copyImage(machine.docker, engine.docker, shellImage);
  }, 120_000);
  afterAll(() => engine.remove(), 120_000);

  it('gives back to the user what a container wrote as somebody else, each time that it stops', async () => {
    const box = await makeBox(engine, 'drops', 'chown -R 999:999 /volume');
    const said = 'up, as 999, and DSW_UID is 0\n';
    expect(await box.run('await up(); say(await output());')).toEqual(ended(0, said));
    expect(await box.owners()).toEqual({ data: engine.uid + 999, 'data/rows': engine.uid + 999 });
    expect(await box.run('say(await runtime.stop(instance, progress));')).toEqual(ended(0, '{"ok":true}\n'));
    expect(await box.owners()).toEqual({ data: engine.uid, 'data/rows': engine.uid });
    expect(await box.run('await up(); say(await runtime.stop(instance, progress));')).toEqual(ended(0, '{"ok":true}\n'));
    expect(await engine.run(['cat', join(box.volume, 'data/rows')])).toEqual(ended(0, 'row\nrow\n'));
    expect(await engine.run(['rm', '-r', box.volume])).toEqual(ended(0, ''));
    expect(await box.containers()).toEqual([]);
  });

  it('gives it back with the next stop when the one before was killed between the end of the container and its removal', async () => {
    const box = await makeBox(engine, 'killed', 'chgrp 999 /volume && chmod 770 /volume && chown 999 /volume/data');
    const killed = `await up(); await runtime.stop(instance, { ...progress, onEnded: () => process.kill(process.pid, 'SIGKILL') });`;
    expect((await box.run(killed)).exitCode).not.toBe(0);
    expect(await box.containers()).toEqual(['exited']);
    expect(await box.owners()).toEqual({ data: engine.uid + 999, 'data/rows': engine.uid + 999 });
    expect(await box.run('say(await runtime.stop(instance, progress));')).toEqual(ended(0, '{"ok":true}\n'));
    expect(await box.containers()).toEqual([]);
    expect(await box.owners()).toEqual({ data: engine.uid, 'data/rows': engine.uid });
  });
});

function ended(exitCode: number, stdout: string): UserRan {
  return { exitCode, stdout, stderr: '' };
}

/** A component of the user's, in a workspace of its own. */
async function makeBox(engine: RootlessEngine, name: string, handsOver: string) {
  const workspace = join(engine.home, name);
  const directory = join(workspace, 'platform/box');
  const volume = join(directory, 'volumes/test');
  const manifest = { description: 'box', runtimes: { compose: { file: 'compose.yaml', service: 'main' } } };
  const component = { name: 'box', kind: 'platform', root: 'platform/box', directory, manifest, hooks: { scripts: {} } };
  const place = { environment: 'test', runtime: 'compose', workspace, volume, runDirectory: join(workspace, 'env/test/run/box') };
  const main = {
    image: shellImage,
    user: '${DSW_UID}:${DSW_GID}',
    environment: { DSW_UID: '${DSW_UID}' },
    // What the shell is to see of a dollar is doubled for Compose.
    command: ['sh', '-c', dropsAfter(handsOver).replaceAll('$', '$$$$')],
    volumes: ['${DSW_VOLUME}:/volume'],
  };
  for (const folder of [workspace, join(workspace, 'platform'), directory]) {
    await mkdir(folder);
    await chown(folder, engine.uid, engine.uid);
  }
  await writeFile(join(directory, 'compose.yaml'), JSON.stringify({ services: { main } }));

  const prelude = `
    import { composeRuntime } from '${engine.repository}/localbin/runtime/dist/index.js';
    import { manifestSchema } from '${engine.repository}/localbin/component/dist/index.js';
    const { component, ...place } = ${JSON.stringify({ component, ...place })};
    const of = { ...component, manifest: manifestSchema.parse(component.manifest) };
    const redactor = { redact: (text) => text, learn: () => undefined, stream: () => ({ push: (text) => text, end: () => '' }) };
    const instance = { component: of, ...place, variables: {}, inside: {}, secrets: new Set(), redactor, ports: {} };
    const runtime = composeRuntime({ processEnv: process.env });
    const never = new AbortController().signal;
    const progress = { onKill: () => undefined };
    const say = (what) => console.log(typeof what === 'string' ? what : JSON.stringify(what));
    const output = async (follow = false) => {
      for await (const line of runtime.logs(instance, { follow, tail: 1, signal: never })) if (!follow || line.startsWith('up')) return line;
    };
    const up = async () => {
      for (const done of [await runtime.prepare(instance, never), await runtime.start(instance, never)])
        if (!done.ok) throw new Error(JSON.stringify(done));
      await output(true);
    };`;
  return {
    volume,
    /** Runs JavaScript as the user. */
    run: (body: string): Promise<UserRan> => engine.run(['node', '--input-type=module'], { input: prelude + body }),
    /** To whom the data belong on this machine. */
    async owners(): Promise<Record<string, number>> {
      const names = await readdir(volume, { recursive: true });
      const found = await Promise.all(names.map(async (file) => [file, (await lstat(join(volume, file))).uid] as const));
      return Object.fromEntries(found.filter(([file]) => file.startsWith('data')));
    },
    /** The states of what the engine has of the workspace. */
    async containers(): Promise<string[]> {
      const filters = { label: [`org.dust-workspace.workspace=${workspace}`] };
      return (await engine.docker.listContainers({ all: true, filters })).map(({ State }) => State);
    },
  };
}
