import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export interface PushedImage {
  /** How large each of its layers is, in bytes that do not compress; one small layer by default. */
  readonly layers?: readonly number[];
  /** Another platform than this machine's: `linux/s390x`. */
  readonly platform?: string;
}

export interface Push {
  /** `host:port` of a registry without TLS. */
  readonly address: string;
  readonly repository: string;
  readonly tag: string;
  readonly image: PushedImage;
  readonly user?: { readonly username: string; readonly password: string };
}

interface Blob {
  readonly mediaType: string;
  readonly size: number;
  readonly digest: string;
}

const docker = 'application/vnd.docker';
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/** Makes an image that is like no other and stores it in a registry, without an engine. Answers its name. */
export async function pushImage(push: Push): Promise<string> {
  const [os = '', architecture = ''] = (push.image.platform ?? `linux/${architectures[process.arch] ?? process.arch}`).split('/');
  const files = (push.image.layers ?? [100]).map((size) => tarOf('content', randomBytes(size)));
  const config = {
    architecture,
    os,
    config: {},
    rootfs: { type: 'layers', diff_ids: files.map(digestOf) },
    history: files.map(() => ({ created: '2020-01-01T00:00:00Z', created_by: 'a test' })),
  };
  const configuration = await upload(push, `${docker}.container.image.v1+json`, Buffer.from(JSON.stringify(config)));
  const layers: Blob[] = [];
  for (const file of files) layers.push(await upload(push, `${docker}.image.rootfs.diff.tar.gzip`, gzipSync(file, { level: 1 })));
  const manifest = { schemaVersion: 2, mediaType: `${docker}.distribution.manifest.v2+json`, config: configuration, layers };
  const only = await putManifest(push, push.tag, manifest);
  // Engines take an image of another platform unless they have a list to choose from.
  if (push.image.platform !== undefined) {
    const list = [{ ...only, platform: { os, architecture } }];
    await putManifest(push, push.tag, { schemaVersion: 2, mediaType: `${docker}.distribution.manifest.list.v2+json`, manifests: list });
  }
  return `${push.address}/${push.repository}:${push.tag}`;
}

async function upload(push: Push, mediaType: string, content: Buffer): Promise<Blob> {
  const begun = await ask(push, 'POST', `/v2/${push.repository}/blobs/uploads/`);
  const place = new URL(begun.headers.get('location') ?? '', begun.url);
  const digest = digestOf(content);
  place.searchParams.set('digest', digest);
  await ask(push, 'PUT', `${place.pathname}${place.search}`, content, 'application/octet-stream');
  return { mediaType, size: content.length, digest };
}

async function putManifest(
  push: Push,
  tag: string,
  manifest: Readonly<Record<string, unknown>> & { readonly mediaType: string },
): Promise<Blob> {
  const content = Buffer.from(JSON.stringify(manifest));
  await ask(push, 'PUT', `/v2/${push.repository}/manifests/${tag}`, content, manifest.mediaType);
  return { mediaType: manifest.mediaType, size: content.length, digest: digestOf(content) };
}

async function ask({ address, user }: Push, method: string, path: string, body?: Buffer, type?: string): Promise<Response> {
  const headers = new Headers();
  if (user !== undefined) headers.set('authorization', `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`);
  if (type !== undefined) headers.set('content-type', type);
  const answer = await fetch(`http://${address}${path}`, { method, headers, ...(body !== undefined && { body: new Uint8Array(body) }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
  return answer;
}

function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** A tar archive of one file; its header is ustar's. */
function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}
