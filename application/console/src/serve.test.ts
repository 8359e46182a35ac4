import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '@dust-workspace/runtime/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { StatusAnswer } from './api.js';
import { get } from './testing/request.js';
import { until } from './testing/until.js';

const program = fileURLToPath(new URL('../dist/serve.js', import.meta.url));

describe('the built program', () => {
  it('serves even when there is no workspace to see, says so, and ends on SIGTERM', async () => {
    const workspace = await mkdtemp(join(tmpdir(), 'console-workspace-'));
    onTestFinished(() => rm(workspace, { recursive: true }));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const child = spawn(process.execPath, [program], {
      env: { PATH: process.env['PATH'], DSW_WORKSPACE: workspace, DSW_ENVIRONMENT: 'nowhere', CONSOLE_PORT: String(port) },
      stdio: 'ignore',
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const exited = once(child, 'exit');

    await until('it serves', () =>
      get(url, '/api/health').then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    const status = JSON.parse((await get(url, '/api/status')).body) as StatusAnswer;
    child.kill('SIGTERM');

    expect(await exited).toEqual([0, null]);
    expect(status.components).toEqual([]);
  });

  it('refuses to start without its variables, in one line and what to do', async () => {
    const child = spawn(process.execPath, [program], { env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));

    expect(await once(child, 'close')).toEqual([1, null]);
    expect(errors).toBe('error: DSW_WORKSPACE, DSW_ENVIRONMENT and CONSOLE_PORT are needed\n  Start the console with: dsw start console\n');
  });
});
