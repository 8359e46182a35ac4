import { Transform, type TransformCallback } from 'node:stream';
import { HookFailure } from '@dust-workspace/component/hooks';

const checksumBytes = 8;
const markBytes = 40;
const endOfSnapshot = 0xff;
const heldBack = 1 + checksumBytes + markBytes;

/**
 * Passes a snapshot on without the mark by which redis-cli knew its end, and fails when it has no end. A snapshot ends with
 * the byte 255 and a checksum; a server that does not write it to disk first sends 40 random hexadecimal digits behind it,
 * which redis-cli leaves there when it writes to a pipe. 255 is no such digit, so that both ends cannot be confused.
 */
export class SnapshotEnd extends Transform {
  #held = Buffer.alloc(0);

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const all = Buffer.concat([this.#held, chunk]);
    const passed = Math.max(0, all.length - heldBack);
    this.#held = all.subarray(passed);
    done(null, all.subarray(0, passed));
  }

  override _flush(done: TransformCallback): void {
    const end = endOf(this.#held);
    if (end === undefined) done(new HookFailure('redis-cli got a snapshot without its end'));
    else done(null, this.#held.subarray(0, end));
  }
}

/** Where the snapshot ends in its last bytes. */
function endOf(tail: Buffer): number | undefined {
  if (tail.at(-1 - checksumBytes) === endOfSnapshot) return tail.length;
  const marked = /^[0-9a-f]{40}$/.test(tail.subarray(-markBytes).toString('latin1'));
  return marked && tail.at(-heldBack) === endOfSnapshot ? tail.length - markBytes : undefined;
}
