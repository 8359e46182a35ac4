import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DustWorld } from '../testing/dustWorld.js';

/** As npm: it empties node_modules, and builds of libraries begin by removing what there was. */
const npm = `case "$1" in
  ci) echo "CI=$CI"; rm -rf node_modules; mkdir -p node_modules/.bin ;;
  run)
    rm -rf dist
    mkdir -p dist/cjs
    echo built >dist/index.js
    echo built >dist/cjs/index.js
    ;;
esac`;

describe('preparing the packages', () => {
  let world: DustWorld;
  beforeEach(() => {
    world = new DustWorld();
    world.file('package-lock.json', '{"lockfileVersion":3}');
    world.file('sdks/js/src/index.ts', 'export {};');
    world.file('sparkle/src/index.ts', 'export {};');
    world.hostProgram('npm', npm);
  });
  afterEach(() => {
    world.dispose();
  });

  const prep = (component = 'dust-front') => world.run(component, 'scripts/prep.sh');
  const all = ['npm ci --no-audit --no-fund', 'npm run build', 'npm run build'];

  it('installs, and builds the libraries that are needed', async () => {
    expect(await prep()).toEqual({
      status: 0,
      output: 'packages: being installed\nCI=true\nclient: being built\nsparkle: being built\n',
    });
    expect(world.calls).toEqual(all);
    expect(existsSync(join(world.checkout, 'sparkle/dist/cjs/index.js'))).toBe(true);
  });

  it('finds done what another component has done', async () => {
    await prep();
    world.forget();
    expect(await prep('dust-connectors')).toEqual({ status: 0, output: 'packages: as in the lockfile\nclient: built of these sources\n' });
    expect((await prep('dust-viz')).status).toBe(0);
    expect(world.calls).toEqual([]);
  });

  it('does once what several want at the same time', async () => {
    world.hostProgram('npm', `[ "$1" = run ] || sleep 0.3\n${npm}`);
    const results = await Promise.all(['dust-front', 'dust-connectors', 'dust-front-spa'].map((name) => prep(name)));
    expect(results.map(({ status }) => status)).toEqual([0, 0, 0]);
    expect([...world.calls].sort()).toEqual(all);
  });

  it('installs anew when the lockfile has changed, and builds only what has', async () => {
    await prep();
    world.forget();
    world.file('sparkle/src/index.ts', 'export const more = 1;');
    expect((await prep()).output).toBe('packages: as in the lockfile\nclient: built of these sources\nsparkle: being built\n');
    world.file('package-lock.json', '{"lockfileVersion":3,"packages":{}}');
    expect((await prep('dust-connectors')).output).toContain('packages: being installed');
    expect(world.calls).toEqual(['npm run build', ...all.slice(0, 2)]);
  });

  it('does again what a kill has broken off, and leaves no lock behind', async () => {
    world.hostProgram('npm', `echo started; rm -rf node_modules; mkdir node_modules; exec sleep 600`);
    const { child, ended } = world.start('dust-front', 'scripts/prep.sh');
    for await (const text of child.stdout!) if (String(text).includes('started')) break;
    process.kill(-child.pid!, 'SIGKILL');
    await ended.catch(() => undefined);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    world.hostProgram('npm', npm);
    expect((await prep()).output).toContain('packages: being installed');
    expect((await prep()).output).toContain('packages: as in the lockfile');
  });

  it('tells what has failed, and does it again the next time', async () => {
    world.hostProgram('npm', '[ "$1" = ci ] || { echo "tsc: error"; exit 2; }; mkdir -p node_modules');
    const { status, output } = await prep();
    expect(status).toBe(1);
    expect(output).toContain('tsc: error\nBuilding client failed.\n');
    world.hostProgram('npm', 'mkdir -p node_modules');
    expect((await prep()).output).toContain(`Building client ended with success, but there is no ${world.checkout}/sdks/js/dist/index.js.`);
  });

  it('refuses a Node.js that is older than the checkout wants', async () => {
    world.file('front/package.json', '{"engines":{"node":">=99.16.0"}}');
    expect(await prep()).toEqual({
      status: 1,
      output: [
        `Dust wants Node.js 99.16.0 or newer, and this is ${process.version}.`,
        'Install it (nvm install 99.16.0), or run in containers: dsw up --runtime compose.',
        '',
      ].join('\n'),
    });
    expect(world.calls).toEqual([]);
  });

  it('keeps what it leaves in the checkout within folders that upstream ignores', async () => {
    await prep();
    expect(readFileSync(join(world.checkout, 'node_modules/.dsw-installed'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(join(world.checkout, 'sdks/js/dist/.dsw-built'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
  });
});
