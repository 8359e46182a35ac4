import { createHash } from 'node:crypto';
import { manifestName } from './setLayout.js';

/** In hexadecimal. */
export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What stands beside a manifest, in the format of sha256sum. */
export function checksumLine(manifest: string | Buffer): string {
  return `${sha256(manifest)}  ${manifestName}\n`;
}

/** Counts and sums bytes as they pass. */
export class Meter {
  bytes = 0;
  private readonly hash = createHash('sha256');

  add(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.hash.update(chunk);
  }

  /** In hexadecimal. To be asked once, at the end. */
  sha256(): string {
    return this.hash.digest('hex');
  }
}
