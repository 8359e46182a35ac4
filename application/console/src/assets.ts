import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

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
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** Everything that the built page consists of, by path. Where it is not built, a text that says so. */
export async function loadAssets(packageDirectory: string): Promise<ReadonlyMap<string, Asset>> {
  const folder = join(packageDirectory, 'dist', 'page');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && extname(entry.name) in types)
    .map((entry) => join(entry.parentPath, entry.name));
  const assets = new Map(await Promise.all(files.map(async (file) => [pathOf(folder, file), await readAsset(file)] as const)));
  return assets.set('/', assets.get('/index.html') ?? notBuilt);
}

const notBuilt = assetOf('text/plain; charset=utf-8', Buffer.from('The page is not built. Run: npm run build\n'));

function pathOf(folder: string, file: string): string {
  return `/${relative(folder, file).split(sep).join('/')}`;
}

async function readAsset(path: string): Promise<Asset> {
  return assetOf(types[extname(path)] ?? 'application/octet-stream', await readFile(path));
}

function assetOf(type: string, content: Buffer): Asset {
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  return { type, etag: `"${hash}"`, content };
}
