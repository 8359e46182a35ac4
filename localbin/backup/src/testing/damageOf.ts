import type { Random } from '@dust-workspace/component/testing';

/** What a disk or a person may do to a file: flip a bit, cut it off, add to it, overwrite or repeat a piece. Always differs from `content`. */
export function damageOf(content: Buffer, random: Random): Buffer {
  const at = random(content.length);
  const bytes = Buffer.from(content);
  switch (random(5)) {
    case 0:
      return content.subarray(0, at);
    case 1:
      return Buffer.concat([content, content.subarray(at)]);
    case 2:
      return Buffer.concat([content.subarray(0, at), content.subarray(Math.min(at + 512, content.length))]);
    case 3:
      bytes.fill(0xa5, at, Math.min(at + 16, bytes.length));
      return bytes.equals(content) ? content.subarray(0, at) : bytes;
    default:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
      return bytes;
  }
}
