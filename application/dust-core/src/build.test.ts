import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DustWorld } from './testing/dustWorld.js';

const built = 'core-api oauth sqlite-worker init_db elasticsearch_create_index qdrant_create_collection'.split(' ');
const cargo = `profile=debug; case " $* " in *' --release '*) profile=release ;; esac
mkdir -p "$CARGO_TARGET_DIR/$profile"
while [ $# -gt 0 ]; do
  if [ "$1" = --bin ]; then printf '#!/bin/sh\\n' >"$CARGO_TARGET_DIR/$profile/$2"; chmod +x "$CARGO_TARGET_DIR/$profile/$2"; shift; fi
  shift
done`;

describe('building core', () => {
  let world: DustWorld;
  beforeEach(() => {
    world = new DustWorld();
  });
  afterEach(() => {
    world.dispose();
  });

  it('has cargo build all programs that core, oauth and the worker run', async () => {
    world.hostProgram('cargo', cargo);
    expect(await world.run('dust-core', 'scripts/prep.sh')).toEqual({ status: 0, output: '' });
    expect(world.calls).toEqual([`cargo build ${built.map((name) => `--bin ${name}`).join(' ')}`]);
  });

  it('builds apart what a container runs, and what is to run faster', async () => {
    world.hostProgram('cargo', `echo "$CARGO_TARGET_DIR"\n${cargo}`);
    Object.assign(world.variables, { DUST_CORE_BUILD: 'release', DUST_CARGO_TARGET: `${world.checkout}/core/target/container` });
    expect(await world.run('dust-core', 'scripts/prep.sh')).toEqual({ status: 0, output: `${world.checkout}/core/target/container\n` });
    expect(world.calls[0]).toMatch(/^cargo build --release --bin core-api /);
  });

  it('does not believe a build that claims success, and names one that fails', async () => {
    world.hostProgram('cargo', '');
    expect(await world.run('dust-core', 'scripts/prep.sh')).toMatchObject({
      status: 1,
      output: `core-api is not built: there is no ${world.checkout}/core/target/debug/core-api.\ndsw prep dust-core builds it.\n`,
    });
    world.hostProgram('cargo', 'echo "error: could not compile"; exit 101');
    expect(await world.run('dust-core', 'scripts/prep.sh')).toMatchObject({
      status: 1,
      output: expect.stringContaining('could not compile'),
    });
  });

  it('says what is missing where there is no checkout', async () => {
    world.variables['DUST_SOURCE'] = `${world.folder}/nowhere`;
    expect(await world.run('dust-core', 'scripts/prep.sh')).toEqual({
      status: 1,
      output: `There is no checkout of Dust in ${world.folder}/nowhere.\ndsw prep dust-source makes one.\n`,
    });
  });
});

describe('serving what upstream’s crate makes', () => {
  let world: DustWorld;
  beforeEach(() => {
    world = new DustWorld();
  });
  afterEach(() => {
    world.dispose();
  });

  it('runs core-api in its folder, on its port, without what has no value', async () => {
    world.coreProgram('core-api', 'echo "$CORE_PORT ${PWD##*/} ${API_KEYS_PATH-unset} $EMPTY_NOT"');
    Object.assign(world.variables, { DUST_CORE_PORT: '13001', API_KEYS_PATH: '', EMPTY_NOT: 'kept' });
    expect(await world.run('dust-core', 'scripts/serve.sh')).toEqual({ status: 0, output: '13001 core unset kept\n' });
  });

  it('runs oauth on its port', async () => {
    world.coreProgram('oauth', 'echo "$OAUTH_PORT"');
    world.variables['DUST_OAUTH_PORT'] = '13006';
    expect(await world.run('dust-oauth', 'scripts/serve.sh')).toEqual({ status: 0, output: '13006\n' });
  });

  it('waits in place of the worker where its fixed port is not the one of the environment, and is ready, but degraded', async () => {
    world.variables['DUST_SQLITE_WORKER_PORT'] = '23005';
    const { child, ended } = world.start('dust-sqlite-worker', 'scripts/serve.sh');
    const [said] = (await once(child.stdout as Readable, 'data')) as [string];
    expect(said).toContain("Upstream's sqlite-worker always listens on 3005, and this environment has port 23005 for it: it is not run.");
    expect(await world.run('dust-sqlite-worker', 'scripts/ready.sh')).toEqual({
      status: 0,
      output: expect.stringMatching(/^degraded: no table can be queried: .*\n$/),
    });
    child.kill();
    await ended;
    expect(world.calls).toEqual([]);
  });

  it('runs the worker where its fixed port is free to be used, or in a container', async () => {
    world.coreProgram('sqlite-worker', 'echo "${IS_LOCAL_DEV-container}"');
    world.variables['DUST_SQLITE_WORKER_PORT'] = '3005';
    expect(await world.run('dust-sqlite-worker', 'scripts/serve.sh')).toEqual({ status: 0, output: '1\n' });
    Object.assign(world.variables, { DUST_SQLITE_WORKER_PORT: '23005', POD_IP: 'dust-sqlite-worker' });
    expect(await world.run('dust-sqlite-worker', 'scripts/serve.sh')).toEqual({ status: 0, output: 'container\n' });
  });
});
