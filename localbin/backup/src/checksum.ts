import { createHash } from 'node:crypto';
import { manifestName } from './setLayout.js';

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** What stands beside a manifest, in the format of sha256sum. */
export function checksumLine(manifest: string | Buffer): string {
  return `${sha256(manifest)}  ${manifestName}\n`;
}
