import { join } from 'node:path';
import { execa } from 'execa';
import { noContainerOf } from '@dust-workspace/runtime/testing';
import { expect, it } from 'vitest';
import { chosenImages } from './testing/addComponent.js';
import { describeInContainers, inContainers, machine } from './testing/containers.js';
import { asContainers, asProcesses, whereabouts } from './testing/movable.js';
import { addRedis, redis } from './testing/redis.js';
import { repository } from './testing/workspace.js';

const component = join(repository, 'platform/redis');
const missing = typeof machine === 'string' ? machine : await noContainerOf(component);
const here = await serverVersion();

/** The version of the server of this machine; undefined where there is none. */
async function serverVersion(): Promise<number | undefined> {
  const { stdout } = await execa('redis-server', ['--version'], { reject: false });
  const [, major, minor] = /v=(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return major === undefined ? undefined : Number(major) * 1_000 + Number(minor);
}

const settings = { 'env/project.env': chosenImages };

describeInContainers('the data of Redis', () => {
  it('go from the server of this machine to a newer one in a container', ({ skip }) => {
    skip(missing !== undefined, missing);
    skip(here === undefined, 'there is no redis-server on this machine');
    return inContainers(settings, async (workspace) => {
      await addRedis(workspace);
      expect((await workspace.dsw('start redis', asProcesses)).exitCode).toBe(0);
      await redis(workspace, ['set', 'key', 'value']);
      await redis(workspace, ['set', 'fleeting', 'value', 'PXAT', '4102444800456']);
      await workspace.succeeds('migrate --to compose');
      expect(await whereabouts(workspace)).toEqual({ redis: 'healthy compose' });
      expect([await redis(workspace, ['get', 'key']), await redis(workspace, ['pexpiretime', 'fleeting'])]).toEqual([
        'value',
        '4102444800456',
      ]);
    });
  });

  it('stay with the newer server, which runs on, when that of this machine cannot read them', ({ skip }) => {
    skip(missing !== undefined, missing);
    skip(here === undefined || here >= 7_002, 'there is no redis-server on this machine that is older than the one in the image');
    return inContainers(settings, async (workspace) => {
      await addRedis(workspace);
      expect((await workspace.dsw('start redis', asContainers)).exitCode).toBe(0);
      await redis(workspace, ['set', 'key', 'value']);
      const refused = await workspace.dsw('migrate --to process');
      expect([refused.exitCode, refused.stdout]).toEqual([
        1,
        expect.stringMatching(/error: the backup of redis was made by redis [\d.]+, and redis [\d.]+, which is older, runs here/),
      ]);
      expect(await whereabouts(workspace)).toEqual({ redis: 'healthy compose' });
      expect(await redis(workspace, ['get', 'key'])).toBe('value');
      await workspace.succeeds('migrate --to compose');
    });
  });
});
