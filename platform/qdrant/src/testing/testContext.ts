import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { HookFailure, type ExecOptions, type ExecResult } from '@dust-workspace/component/hooks';
import type { Patience } from '../patience.js';
import type { Context } from '../qdrant.js';
import { FakeQdrant } from './fakeQdrant.js';

/** A server, a volume, and what the hooks are given for them. */
export class TestQdrant {
  readonly lines: string[] = [];
  readonly volume = mkdtempSync(join(tmpdir(), 'qdrant-'));
  apiKey: string | undefined;

  private constructor(readonly fake: FakeQdrant) {
    mkdirSync(join(this.volume, 'storage/collections'), { recursive: true });
    writeFileSync(join(this.volume, 'storage/collections/segment'), Buffer.alloc(100_000));
  }

  static async started(): Promise<TestQdrant> {
    return new TestQdrant(await FakeQdrant.started());
  }

  async dispose(): Promise<void> {
    await this.fake.close();
    rmSync(this.volume, { recursive: true });
  }

  context(overrides: Partial<Context> = {}): Context {
    const signal = new AbortController().signal;
    return {
      component: 'qdrant',
      environment: 'test',
      directory: '/nonexistent',
      env: { QDRANT_API_KEY: this.apiKey },
      endpoint: () => ({ host: '127.0.0.1', port: this.fake.port }),
      exec: (command, options) => this.#exec(command, options),
      run: async (command, options) => {
        const { exitCode, stdout, stderr } = await this.#exec(command, options);
        if (exitCode !== 0) throw new HookFailure(stderr);
        return stdout;
      },
      log: (line) => this.lines.push(line),
      signal,
      ...overrides,
    };
  }

  async #exec(command: readonly [string, ...string[]], options: ExecOptions = {}): Promise<ExecResult> {
    const [program, ...args] = command;
    const child = spawn(program, args, { env: { PATH: process.env['PATH'], DSW_VOLUME: this.volume, ...options.env } });
    child.stdin.end(options.stdin);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { exitCode, signal: null, stdout, stderr };
  }
}

/** Who waits no longer than a test can. */
export const impatient: Patience = { attempts: 5, pause: () => 5, answer: 400, work: 400, silence: 400, settle: 400 };
