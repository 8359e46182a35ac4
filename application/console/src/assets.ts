import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

export interface Asset {
  readonly type: string;
  readonly etag: string;
  readonly content: Buffer;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

/** Everything that the page consists of, by path: `public/` as it is, its scripts from `dist/page/` under `/page/`. Rejects when the package is not built. */
export async function loadAssets(packageDirectory: string): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map([
    ...(await readFolder(join(packageDirectory, 'public'), '/')),
    ...(await readFolder(join(packageDirectory, 'dist', 'page'), '/page/')),
  ]);
  const page = assets.get('/index.html');
  if (page !== undefined) assets.set('/', page);
  return assets;
}

async function readFolder(folder: string, prefix: string): Promise<[string, Asset][]> {
  const names = (await readdir(folder)).filter((name) => extname(name) in types);
  return Promise.all(names.map(async (name) => [`${prefix}${name}`, await readAsset(join(folder, name))]));
}

async function readAsset(path: string): Promise<Asset> {
  const content = await readFile(path);
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  return { type: types[extname(path)] ?? 'application/octet-stream', etag: `"${hash}"`, content };
}
