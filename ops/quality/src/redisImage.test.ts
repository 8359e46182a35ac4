import { beforeEach, describe, expect, it } from 'vitest';
import { anyUser, folderOf, runContainer, startContainer, type Container } from './testing/container.js';
import { lackOf } from './testing/engine.js';

const image = process.env.REDIS_IMAGE ?? 'dust-workspace/redis:latest';

beforeEach(async (context) => {
  const lack = await lackOf(image);
  context.skip(lack !== undefined, lack);
});

it('answers other containers, and does not run as root', async () => {
  const container = await startContainer({ image });
  await ready(container);
  expect((await container.exec('sh', '-c', 'grep ^Uid: /proc/1/status')).stdout).toBe('Uid:\t999\t999\t999\t999\n');
  const { stdout } = await runContainer({ image, command: ['redis-cli', '-h', await container.address(), 'ping'] });
  expect(stdout).toBe('PONG\n');
  expect(await container.stop()).toBe(0);
});

it('keeps appended data, and what root left in them becomes its own', async () => {
  const container = await startContainer({ image, command: ['redis-server', '--appendonly', 'yes', '--appendfsync', 'always'] });
  await ready(container);
  expect((await container.exec('redis-cli', 'set', 'a', '1')).stdout).toBe('OK\n');
  await container.exec('sh', '-c', 'chown -R root:root /data');
  await container.kill();
  await container.start();
  await ready(container);
  expect((await container.exec('redis-cli', 'get', 'a')).stdout).toBe('1\n');
  expect((await container.exec('sh', '-c', 'stat -c "%U %a" /data/appendonlydir /data/appendonlydir/*.manifest')).stdout).toBe(
    'redis 700\nredis 600\n',
  );
});

it('runs as a user with a number and no name', async () => {
  const { uid, gid } = anyUser();
  const folder = await folderOf({ uid, gid });
  const container = await startContainer({ image, mounts: { '/data': folder }, user: `${uid}:${gid}`, command: ['--appendonly', 'yes'] });
  await ready(container);
  expect((await container.exec('sh', '-c', 'stat -c %u:%g /data/appendonlydir')).stdout).toBe(`${uid}:${gid}\n`);
});

describe('the command', () => {
  it.each([
    { form: 'arguments', command: ['redis-server', '--requirepass', 'se cret', '--appendonly', 'yes'] },
    { form: 'arguments alone', command: ['--requirepass', 'se cret', '--appendonly', 'yes'] },
    { form: 'standard input', command: shell('exec redis-server - <<END\nrequirepass "se cret"\nappendonly yes\nEND') },
    { form: 'standard input and arguments', command: shell('exec redis-server - --appendonly yes <<END\nrequirepass "se cret"\nEND') },
    { form: 'a file', command: shell(`echo 'requirepass "se cret"' >/tmp/a.conf; exec redis-server /tmp/a.conf --appendonly yes`) },
  ])('gives a password by $form', async ({ command }) => {
    const container = await startContainer({ image, command });
    await ready(container);
    const host = await container.address();
    const client = async (...args: string[]): Promise<string> =>
      (await runContainer({ image, command: ['redis-cli', '--no-auth-warning', '-h', host, ...args] })).stdout;
    expect(await client('ping')).toBe('NOAUTH Authentication required.\n\n');
    expect(await client('-a', 'se cret', 'config', 'get', 'appendonly')).toBe('appendonly\nyes\n');
  });

  it.each([
    { form: 'arguments', command: ['--protected-mode', 'yes'] },
    { form: 'standard input', command: shell('exec redis-server - <<END\nprotected-mode yes\nEND') },
    { form: 'a file', command: shell('echo "protected-mode yes" >/tmp/a.conf; exec redis-server /tmp/a.conf') },
  ])('may ask for protected mode by $form', async ({ command }) => {
    const container = await startContainer({ image, command });
    await ready(container);
    expect((await container.exec('redis-cli', 'config', 'get', 'protected-mode')).stdout).toBe('protected-mode\nyes\n');
  });

  it('may be any other', async () => {
    expect(await runContainer({ image, command: ['pwd'] })).toEqual({ status: 0, stdout: '/data\n', stderr: '' });
    expect((await runContainer({ image, command: ['redis-server', '--version'] })).stdout).toMatch(/^Redis server v=\d/);
  });
});

function shell(script: string): string[] {
  return ['sh', '-c', script];
}

/** It asks for a password when it is ready, where it has one. */
async function ready(container: Container): Promise<void> {
  await container.until('sh', '-c', 'redis-cli ping 2>&1 | grep -Eq "^(PONG|NOAUTH)"');
}
