import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@dust-workspace/component/testing';
import { ComponentContainer, noContainerOf } from '@dust-workspace/runtime/testing';
import { afterEach, describe, expect, it } from 'vitest';

const directory = join(import.meta.dirname, '..');
const noContainer = await noContainerOf(directory);

describe('app1 as a process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'app1-'));
  let main: ChildProcess | undefined;

  afterEach(async () => {
    await end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(port: number): Promise<void> {
    const env = { PATH: process.env['PATH'], APP1_PORT: String(port), APP1_GREETING: 'Good day', DSW_VOLUME: folder };
    main = spawn('scripts/serve.sh', { cwd: directory, env, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(main.stdout!, 'data');
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (main?.exitCode !== null || main.signalCode !== null) return null;
    main.kill(signal);
    const [code] = (await once(main, 'exit')) as [number | null];
    return code;
  }

  it('greets, counts across restarts, and ends at once when it is told to, also while a browser stays connected', async () => {
    const port = await freePort();
    await start(port);
    expect(await ask(port, '/healthz')).toEqual({ status: 'ok' });
    expect(await ask(port, '/')).toEqual({ greeting: 'Good day', visits: 1 });
    expect(await ask(port, '/elsewhere')).toEqual({ error: 'not found' });
    expect(await end('SIGTERM')).toBe(0);
    await start(port);
    expect(await ask(port, '/')).toEqual({ greeting: 'Good day', visits: 2 });
  });
});

describe.skipIf(noContainer !== undefined)(`app1 in a container${noContainer === undefined ? '' : ` (skipped: ${noContainer})`}`, () => {
  it('greets, and its count outlives the container', async () => {
    const container = await ComponentContainer.make(directory);
    try {
      await container.start();
      expect(await ask(container.ports['APP1_PORT']!, '/')).toEqual({ greeting: 'Hello', visits: 1 });
      await container.start();
      expect(await ask(container.ports['APP1_PORT']!, '/')).toEqual({ greeting: 'Hello', visits: 2 });
    } finally {
      await container.dispose();
    }
  });
});

async function ask(port: number, path: string): Promise<unknown> {
  return (await fetch(`http://127.0.0.1:${port}${path}`)).json();
}
