import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

const chunkSize = 256 * 1024;

/** The bytes of a file, which must not be a symbolic link. File-system errors reject as they are. */
export async function* readLocalFile(path: string): AsyncGenerator<Buffer, void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafeSlow(chunkSize), 0, chunkSize);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
