import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DustWorld } from '../testing/dustWorld.js';

const sdk = `class Connection { static connect(options) { return options; } static lazy(options) { return options; } }
class NativeConnection { static async connect(options) { return options; } }
Object.defineProperty(exports, 'Connection', { enumerable: true, get: () => Connection });
Object.defineProperty(exports, 'NativeConnection', { enumerable: true, get: () => NativeConnection });`;

describe('serving what runs on Node.js', () => {
  let world: DustWorld;
  beforeEach(() => {
    world = new DustWorld();
    for (const name of ['client', 'worker']) world.file(`node_modules/@temporalio/${name}/index.js`, sdk);
    Object.assign(world.variables, { DUST_FRONT_PORT: '13000', TEMPORAL_ADDRESS: 'temporal:7233' });
  });
  afterEach(() => {
    world.dispose();
  });

  it('runs front-api where upstream does, on its port, reachable from this machine only', async () => {
    world.program('node_modules/.bin/tsx', 'echo "${PWD##*/} $PORT $HOSTNAME ${NODE_OPTIONS##*=}"');
    expect(await world.run('dust-front', 'scripts/serve.sh')).toEqual({
      status: 0,
      output: 'front-api 13000 127.0.0.1 ./forbid-next.cjs\n',
    });
    expect(world.calls).toEqual(['tsx esbuild.dev.ts']);
    world.variables['DUST_LISTEN'] = '0.0.0.0';
    expect((await world.run('dust-front', 'scripts/serve.sh')).output).toContain(' 0.0.0.0 ');
  });

  it('runs connectors, workers, pages and viz', async () => {
    Object.assign(world.variables, {
      DUST_CONNECTORS_PORT: '13002',
      DUST_FRONT_SPA_PORT: '13011',
      DUST_VIZ_PORT: '13007',
      DUST_INTERNAL_API_URL: 'http://localhost:13000',
    });
    world.program('node_modules/.bin/tsx', '');
    world.program('front/admin/dev_worker.sh', '');
    world.program('front-spa/node_modules/.bin/vite', 'echo "$VITE_APP_NAME $VITE_DUST_API_URL"');
    world.program('node_modules/.bin/next', 'echo "${PWD##*/}"');
    expect(await world.run('dust-connectors', 'scripts/serve.sh')).toMatchObject({ status: 0 });
    expect(await world.run('dust-front-workers', 'scripts/serve.sh')).toMatchObject({ status: 0 });
    expect(await world.run('dust-front-spa', 'scripts/serve.sh')).toEqual({ status: 0, output: 'app http://localhost:13000\n' });
    expect(await world.run('dust-viz', 'scripts/serve.sh')).toEqual({ status: 0, output: 'viz\n' });
    expect(world.calls).toEqual([
      'tsx --import=tsx --trace-warnings ./src/start.ts -p 13002',
      'dev_worker.sh',
      'vite --port 13011 --strictPort --host 127.0.0.1',
      'next dev -p 13007 -H 127.0.0.1',
    ]);
  });

  it('has programs connect to Temporal where it is, unless they name another place', async () => {
    world.file(
      'connectors/connect.cjs',
      `const { Connection } = require('@temporalio/client');
require('@temporalio/client');
const { NativeConnection } = require('@temporalio/worker');
(async () => console.log(JSON.stringify([Connection.connect({}), Connection.lazy(), await NativeConnection.connect({ address: 'cloud:7233', tls: true })])))();`,
    );
    world.program('node_modules/.bin/tsx', 'exec node connect.cjs');
    world.variables['DUST_CONNECTORS_PORT'] = '13002';
    expect(await world.run('dust-connectors', 'scripts/serve.sh')).toEqual({
      status: 0,
      output: '[{"address":"temporal:7233"},{"address":"temporal:7233"},{"address":"cloud:7233","tls":true}]\n',
    });
  });

  it('names a folder that is missing in the checkout', async () => {
    world.variables['DUST_SOURCE'] = world.folder;
    const { status, output } = await world.run('dust-viz', 'scripts/serve.sh');
    expect(status).toBe(1);
    expect(output).toContain(`There is no folder viz in ${world.folder}`);
  });
});
