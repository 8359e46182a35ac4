import { PassThrough } from 'node:stream';
import { Redactor } from '@dust-workspace/lifecycle/guard';
import type { Face } from '../face.js';

export interface FakeFace extends Face {
  said(): { readonly stdout: string; readonly stderr: string };
}

/** A face without a terminal, or with one of so many `columns`, that keeps what is printed. */
export function fakeFace(
  argv: readonly string[],
  {
    cwd = '/',
    processEnv = {},
    columns,
  }: { readonly cwd?: string; readonly processEnv?: NodeJS.ProcessEnv; readonly columns?: number } = {},
): FakeFace {
  const kept = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr'): NodeJS.WriteStream => {
    const through = new PassThrough();
    through.on('data', (chunk: Buffer) => (kept[name] += chunk.toString()));
    return Object.assign(through, { isTTY: columns !== undefined, columns: columns ?? 0 }) as unknown as NodeJS.WriteStream;
  };
  return {
    argv,
    cwd,
    processEnv,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    stdin: Object.assign(new PassThrough(), { isTTY: false }) as unknown as NodeJS.ReadStream,
    redactor: new Redactor(),
    unguarded: (body) => body(),
    said: () => kept,
  };
}
