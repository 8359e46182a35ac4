import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '@dust-workspace/component/testing';
import { ComponentContainer, noContainerOf } from '@dust-workspace/runtime/testing';

const directory = join(import.meta.dirname, '..');
const installed = spawnSync('sh', ['-c', 'command -v redis-server || command -v valkey-server'], { stdio: 'ignore' }).status === 0;
const noContainer = await noContainerOf(directory);

describe.skipIf(!installed)('Redis for tests as a process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'redis-test-'));
  let main: ChildProcess | undefined;
  let env: NodeJS.ProcessEnv;

  afterEach(async () => {
    await end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    main = spawn(join(directory, 'scripts/serve.sh'), { cwd: folder, env, stdio: 'ignore' });
    const deadline = Date.now() + 30_000;
    while (run('scripts/ready.sh').status !== 0) {
      if (main.exitCode !== null || Date.now() > deadline) throw new Error('Redis did not start');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (main?.exitCode !== null || main.signalCode !== null) return;
    main.kill(signal);
    await once(main, 'exit');
  }

  function run(script: string): { status: number | null; stdout: string } {
    return spawnSync(join(directory, script), { cwd: folder, env, encoding: 'utf8' });
  }

  function redis(...words: readonly string[]): string {
    const command = 'cli=$(command -v redis-cli || command -v valkey-cli); exec "$cli" -p "$REDIS_TEST_PORT" "$@"';
    return spawnSync('sh', ['-c', command, 'sh', ...words], { env, encoding: 'utf8' }).stdout.trim();
  }

  it('is ready when it answers, keeps nothing, writes nothing, and is recognised by its environment', async () => {
    env = { PATH: process.env.PATH, DSW_COMPONENT: 'redis-test', REDIS_TEST_PORT: `${await freePort()}`, REDIS_TEST_HOST: '127.0.0.1' };
    expect(run('scripts/ready.sh')).toMatchObject({ status: 1, stdout: expect.stringContaining('refused') });
    await start();
    expect(redis('set', 'key', 'value')).toBe('OK');
    expect(redis('config', 'get', 'bind')).toBe('bind\n127.0.0.1');
    expect(readFileSync(`/proc/${main!.pid}/environ`, 'utf8').split('\0')).toContain('DSW_COMPONENT=redis-test');
    await end('SIGTERM');
    await start();
    expect(redis('get', 'key')).toBe('');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe.skipIf(noContainer !== undefined)(
  `Redis for tests in a container${noContainer === undefined ? '' : ` (skipped: ${noContainer})`}`,
  () => {
    it('is ready when it answers, and keeps nothing', async () => {
      const container = await ComponentContainer.make(directory);
      const redis = async (...words: readonly string[]): Promise<string> =>
        (await container.exec(['redis-cli', '-p', '5434', ...words])).stdout.trim();
      try {
        await container.start();
        expect(await redis('set', 'key', 'value')).toBe('OK');
        await container.start();
        expect(await redis('get', 'key')).toBe('');
      } finally {
        await container.dispose();
      }
    });
  },
);
