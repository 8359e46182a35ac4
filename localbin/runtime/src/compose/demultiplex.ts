import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** Where the two outputs of a container go. `write` resolves when there is room for more. */
export interface Outputs {
  stdout(chunk: Buffer): Promise<void> | void;
  stderr(chunk: Buffer): Promise<void> | void;
}

const headerLength = 8;

/**
 * Splits the engine's stream of a container without terminal into standard output and standard error, never holding more than what was read at once:
 * frames of a byte for the output (2 is standard error), three of nothing, four of length, then the data. Resolves at the end of the stream.
 * See "Stream format" of the Engine API's attach.
 */
export async function demultiplex(stream: Readable, outputs: Outputs): Promise<void> {
  let header = Buffer.alloc(0);
  let left = 0;
  let toErrors = false;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let rest = chunk;
    while (rest.length > 0) {
      if (left === 0) {
        const missing = headerLength - header.length;
        header = Buffer.concat([header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length < headerLength) break;
        toErrors = header[0] === 2;
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const data = rest.subarray(0, left);
      rest = rest.subarray(data.length);
      left -= data.length;
      await (toErrors ? outputs.stderr(data) : outputs.stdout(data));
    }
  }
}

/** Writes with the patience that the target asks for. */
export async function writeTo(target: Writable, chunk: Buffer): Promise<void> {
  if (!target.write(chunk)) await once(target, 'drain');
}
