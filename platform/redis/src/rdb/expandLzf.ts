/** What was compressed by LZF, as Redis does with long strings: pieces as they are, or copies of what came before. */
export function expandLzf(input: Buffer, length: number): Buffer {
  const output = Buffer.alloc(length);
  let to = 0;
  for (let at = 0; at < input.length;) {
    const control = input[at++]!;
    if (control < 32) {
      to += input.copy(output, to, at, at + control + 1);
      at += control + 1;
      continue;
    }
    const more = control >> 5 === 7 ? input[at++]! : 0;
    const from = to - ((control & 0x1f) << 8) - input[at++]! - 1;
    const count = (control >> 5) + more + 2;
    // Byte by byte: a copy may run into itself.
    for (let i = 0; i < count; i++) output[to++] = output[from + i]!;
  }
  return output;
}
