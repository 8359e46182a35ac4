import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { composeForTests } from '@dust-workspace/runtime/testing';
import { expect, it } from 'vitest';

const directory = fileURLToPath(new URL('..', import.meta.url));
const { program, absent } = await composeForTests();

it.skipIf(absent !== undefined)(`has a compose file that Compose takes${absent === undefined ? '' : ` (skipped: ${absent})`}`, () => {
  const [command, ...before] = program!;
  const args = [...before, '--env-file', '/dev/null', '--file', 'compose/compose.yaml', 'config', '--format', 'json'];
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], DSW_UID: '1000', DSW_GID: '1000', TIKA_PORT: '1' };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: directory, env, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { services } = JSON.parse(stdout) as { services: Record<string, Record<string, unknown>> };
  expect(services['tika']).toMatchObject({
    image: 'apache/tika:3.2.3.0-full',
    user: '1000:1000',
    ports: [{ host_ip: '127.0.0.1', published: '1', target: 9998 }],
  });
});
