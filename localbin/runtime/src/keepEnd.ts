/** Collects bytes, of which only the last `limit` are kept. */
export interface EndKeeper {
  add(chunk: Buffer): void;
  text(): string;
}

export function keepEnd(limit: number): EndKeeper {
  let chunks: Buffer[] = [];
  let length = 0;
  let cut = false;
  const trim = (): Buffer => {
    const all = Buffer.concat(chunks, length);
    const end = all.subarray(Math.max(0, length - limit));
    cut ||= end.length < length;
    chunks = [end];
    length = end.length;
    return end;
  };
  return {
    add(chunk) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > 2 * limit) trim();
    },
    text() {
      const end = trim();
      // A cut may have gone through a character: its remaining bytes all begin with the bits 10.
      let start = 0;
      while (cut && start < 3 && ((end[start] ?? 0) & 0xc0) === 0x80) start += 1;
      return end.subarray(start).toString('utf8');
    },
  };
}
