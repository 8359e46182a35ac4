const chunkSize = 128 * 1024;

/** The same bytes in fewer pieces: what is small is put together, what is large passes as it is. */
export async function* coalesce(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let small: Buffer[] = [];
  let length = 0;
  for await (const chunk of source) {
    if (chunk.length >= chunkSize / 2) {
      if (length > 0) yield joined(small);
      small = [];
      length = 0;
      yield chunk;
      continue;
    }
    small.push(chunk);
    length += chunk.length;
    if (length < chunkSize) continue;
    yield joined(small);
    small = [];
    length = 0;
  }
  if (length > 0) yield joined(small);
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first, ...others] = chunks;
  return first !== undefined && others.length === 0 ? first : Buffer.concat(chunks);
}
