/** The longest line that is handed on, in bytes; of a longer one the beginning is kept, and how much is missing. */
export const longestLine = 64 * 1024;

export interface LineSplitter {
  /** The lines that this chunk completes. */
  push(chunk: Buffer): string[];
  /** What stands after the last newline, if anything does. */
  rest(): string[];
}

/** Splits bytes into lines without ever holding more than one line's permitted length. */
export function splitLines(): LineSplitter {
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let bytes = 0;
  const keep = (part: Buffer): void => {
    const room = longestLine - keptBytes;
    if (room > 0) {
      // A copy: the part is a view of a buffer that its reader uses again.
      kept.push(Buffer.from(part.subarray(0, room)));
      keptBytes += Math.min(room, part.length);
    }
    bytes += part.length;
  };
  const take = (): string => {
    const text = Buffer.concat(kept).toString('utf8');
    const line = bytes > keptBytes ? `${text.replace(/\uFFFD+$/, '')} [${bytes - keptBytes} more bytes]` : text;
    kept = [];
    keptBytes = 0;
    bytes = 0;
    return line;
  };
  return {
    push(chunk) {
      const lines: string[] = [];
      let from = 0;
      for (let at = chunk.indexOf('\n'); at !== -1; at = chunk.indexOf('\n', from)) {
        keep(chunk.subarray(from, at));
        lines.push(take());
        from = at + 1;
      }
      keep(chunk.subarray(from));
      return lines;
    },
    rest: () => (bytes === 0 ? [] : [take()]),
  };
}
