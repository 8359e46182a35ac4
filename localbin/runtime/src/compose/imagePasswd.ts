import type Docker from 'dockerode';
import { statusOf } from './engineProblem.js';

/** `/etc/passwd` as it is in an image; nothing where it has none. */
export async function imagePasswd(docker: Docker, image: string): Promise<string> {
  // The engine shows files of containers only. This one never runs.
  const container = await docker.createContainer({ Image: image, Cmd: ['none'], Labels: { 'org.dust-workspace.helper': 'passwd' } });
  try {
    return firstFile(await collect(await container.getArchive({ path: '/etc/passwd' })));
  } catch (error) {
    if (statusOf(error) === 404) return '';
    throw error;
  } finally {
    await container.remove({ v: true });
  }
}

/** The content of the one file in a tar archive: a header of 512 bytes, with the size as octal digits at 124, then the data. */
export function firstFile(archive: Buffer): string {
  const size = Number.parseInt(archive.toString('latin1', 124, 135), 8);
  const isFile = ['0', '\0'].includes(archive.toString('latin1', 156, 157));
  return isFile && size > 0 ? archive.toString('utf8', 512, 512 + size) : '';
}

async function collect(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
