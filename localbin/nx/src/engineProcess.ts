import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Job, Message } from './job.js';

export interface EngineProcess {
  /** Ends with the process. A process that died leaves the stream without an `end`. */
  readonly messages: AsyncIterable<Message>;
  /** Lets it finish or undo what it is doing; the messages go on until then. */
  interrupt(): void;
}

/**
 * Starts the engine in a process that is no descendant of this one, and hands it a job.
 *
 * When a batch is over, or interrupted, Nx ends the whole tree below the batch's process (`dispose` in nx's task-orchestrator), and with
 * it every component that was just started. Left behind by a shell that is gone at once, the engine has no parent there. It listens to
 * its input instead, and takes the end of it for an interruption.
 */
export function startEngine(job: Job, main = engineMain()): EngineProcess {
  const child = spawn('/bin/sh', ['-c', '"$@" <&3 3<&- &', 'dsw', process.execPath, main], {
    cwd: job.root,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const input = child.stdio[3] as Writable;
  const lines = createInterface({ input: child.stdio[1] as Readable });
  // Without a shell there is no output either, which tells it all.
  child.on('error', () => {
    lines.close();
  });
  input.on('error', () => undefined);
  input.write(`${JSON.stringify(job)}\n`);
  return {
    messages: read(lines[Symbol.asyncIterator]()),
    interrupt: () => {
      input.end('interrupt\n');
    },
  };
}

/** Bundled, it is there in half the time. */
function engineMain(): string {
  const [bundled = '', plain = ''] = ['./bundle/engineMain.js', './engineMain.js'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return existsSync(bundled) ? bundled : plain;
}

async function* read(lines: AsyncIterableIterator<string>): AsyncGenerator<Message> {
  for await (const line of lines) yield JSON.parse(line) as Message;
}
