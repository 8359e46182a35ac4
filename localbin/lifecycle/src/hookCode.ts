import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { filesBelow } from './filesBelow.js';

/** A file of code, with a name that is the same wherever the workspace lies. */
export interface CodeFile {
  readonly name: string;
  readonly path: string;
}

/** Parts of the engine, which change with it: what they do for hooks is no part of a hook. */
const engine = new Set(['component', 'environment', 'runtime', 'backup', 'lifecycle'].map((room) => `@dust-workspace/${room}`));

/**
 * The built code behind a module: its own package, and the packages of this workspace that it is made with, directly or through others. What comes from
 * elsewhere is installed and not worked on.
 */
export async function codeBehind(module: string, directory: string): Promise<CodeFile[]> {
  const own = (await codeBeside(module)).map((path) => ({ name: relative(directory, path), path }));
  const kits = await kitsOf(module);
  const theirs = await Promise.all(
    [...kits].map(async ([name, entry]) =>
      (await codeBeside(entry)).map((path) => ({ name: join(name, relative(dirname(entry), path)), path })),
    ),
  );
  return [...own, ...theirs.flat()];
}

async function codeBeside(entry: string): Promise<string[]> {
  return (await filesBelow(dirname(entry))).filter((file) => file.endsWith('.js'));
}

/** The entries of packages, by name, in the order of their names. */
async function kitsOf(module: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const waiting = [module];
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop())
    for (const name of await dependenciesOf(from)) {
      const entry = engine.has(name) || found.has(name) ? undefined : entryOf(name, from);
      if (entry === undefined || entry.split(sep).includes('node_modules')) continue;
      found.set(name, entry);
      waiting.push(entry);
    }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Of the package that a file is in. */
async function dependenciesOf(file: string): Promise<string[]> {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return namesIn(text);
    if (folder === dirname(folder)) return [];
  }
}

function namesIn(text: string): string[] {
  try {
    const { dependencies = {} } = JSON.parse(text) as { readonly dependencies?: object };
    return Object.keys(dependencies);
  } catch {
    return [];
  }
}

/** Where Node would find it; links are followed. */
function entryOf(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name);
  } catch {
    return undefined;
  }
}
