import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComponentFacts } from './facts.js';

interface Remembered {
  /** What read the manifests; another version may judge them otherwise. */
  readonly contract: string;
  readonly components: readonly { readonly facts: ComponentFacts; readonly signature: string }[];
}

/** The facts from last time, if these are the manifests of that time and nothing that they depend on has been touched. */
export function recallFacts(
  root: string,
  manifests: readonly string[],
  cache: string | undefined,
  contract: string,
): readonly ComponentFacts[] | undefined {
  const remembered = cache === undefined ? undefined : read(cache);
  if (remembered?.contract !== contract || remembered.components.length !== manifests.length) return undefined;
  for (const [index, { facts, signature }] of remembered.components.entries())
    if (facts.file !== manifests[index] || signatureOf(root, facts.witnesses) !== signature) return undefined;
  return remembered.components.map(({ facts }) => facts);
}

/** Best effort: where nothing can be written, manifests are read each time. */
export function rememberFacts(root: string, components: readonly ComponentFacts[], cache: string | undefined, contract: string): void {
  if (cache === undefined) return;
  const remembered: Remembered = {
    contract,
    components: components.map((facts) => ({ facts, signature: signatureOf(root, facts.witnesses) })),
  };
  try {
    mkdirSync(cache, { recursive: true });
    const partial = `${fileIn(cache)}.${process.pid}`;
    writeFileSync(partial, JSON.stringify(remembered));
    renameSync(partial, fileIn(cache));
  } catch {
    return;
  }
}

function fileIn(cache: string): string {
  return join(cache, 'dust-workspace-components.json');
}

function read(cache: string): Remembered | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(cache), 'utf8')) as Remembered;
  } catch {
    return undefined;
  }
}

/** Changes with the content and the permissions of each of the files; asking for a time and a size is a third of the price of reading. */
function signatureOf(root: string, witnesses: readonly string[]): string {
  return witnesses.map((path) => stamp(`${root}/${path}`)).join(' ');
}

function stamp(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '-' : `${found.ctimeMs}:${found.size}`;
}
