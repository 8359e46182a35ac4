/**
 * What was compressed by LZF, as Redis does with long strings: pieces as they are, or copies of what came before. A RangeError is thrown for
 * what is no such thing.
 */
export function expandLzf(input: Buffer, length: number): Buffer {
  const output = Buffer.alloc(length);
  let to = 0;
  for (let at = 0; at < input.length;) {
    const control = input.readUInt8(at);
    at += 1;
    if (control < 32) {
      to += input.copy(output, to, at, at + control + 1);
      at += control + 1;
      continue;
    }
    const long = control >> 5 === 7;
    const more = long ? input.readUInt8(at) : 0;
    if (long) at += 1;
    const from = to - ((control & 0x1f) << 8) - input.readUInt8(at) - 1;
    at += 1;
    const end = to + (control >> 5) + more + 2;
    // Byte by byte: a copy may run into itself.
    for (let next = from; to < end; next += 1, to += 1) output.writeUInt8(output.readUInt8(next), to);
  }
  return output;
}
