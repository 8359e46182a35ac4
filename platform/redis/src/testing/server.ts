import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { ExecOptions, ExecResult } from '@dust-workspace/component/hooks';
import { ComponentServer } from '@dust-workspace/runtime/testing';
import type { Manifest } from '../manifest.js';
import { command, redisCli, type Context } from '../redisCli.js';

/** The folder of the component. */
export const directory = join(import.meta.dirname, '../..');

/** A server of the component, whatever runs it. */
export abstract class Server extends ComponentServer {
  get port(): number {
    return this.portOf('REDIS_PORT');
  }

  get password(): string | undefined {
    return this.run.variables['REDIS_PASSWORD'];
  }

  set password(password: string | undefined) {
    this.run.variables = variablesOf(password);
  }

  /** Runs a command in the component's context. Its output is taken as it is, byte by byte. */
  override async exec(line: readonly [string, ...string[]], options: ExecOptions = {}): Promise<ExecResult> {
    if (options.stdout !== undefined) return super.exec(line, options);
    const chunks: Buffer[] = [];
    const stdout = new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    });
    const result = await super.exec(line, { ...options, stdout });
    return { ...result, stdout: Buffer.concat(chunks).toString('latin1') };
  }

  command(line: string): Promise<string> {
    return command(this.context(), line);
  }

  /** Runs a Lua script in one database. */
  async script(lua: string, database: number): Promise<string> {
    return (await redisCli(this.context(), ['-n', `${database}`, 'eval', lua, '0'])).stdout.trim();
  }

  context(overrides: Partial<Context> = {}): Context {
    return { ...this.contextWith<Manifest>(directory, { REDIS_PASSWORD: this.password }), ...overrides };
  }
}

export function variablesOf(password: string | undefined): Record<string, string> {
  return password === undefined ? {} : { REDIS_PASSWORD: password };
}
