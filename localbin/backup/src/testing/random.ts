/** Numbers from 0 up to 1 that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What a disk or a person may do to a file: flip a bit, cut it off, add to it, overwrite or repeat a piece. Always differs from `content`. */
export function damageOf(content: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * content.length);
  const bytes = Buffer.from(content);
  switch (Math.floor(random() * 5)) {
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
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      return bytes;
  }
}
