import type { Catalog, Condition, Component } from '@dust-workspace/component';
import { contractVersion } from './contractVersion.js';
import { recallFacts, rememberFacts } from './factsCache.js';
import { readPlainFacts } from './plainFacts.js';
import { brokenWitnesses, witnessesOf } from './witnesses.js';

/** What the project graph needs to know of a manifest. */
export type ComponentFacts = SoundFacts | BrokenFacts;

export interface SoundFacts {
  readonly kind: 'sound';
  /** The manifest, relative to the workspace root. */
  readonly file: string;
  readonly name: string;
  readonly description: string;
  readonly profiles: readonly string[];
  readonly needs: Readonly<Record<string, Condition>>;
  readonly wants: readonly string[];
  /** Absent where it has nothing to initialise. */
  readonly init?: 'after-start' | 'before-start';
  /** Files whose change may change any of this; relative to the workspace root. */
  readonly witnesses: readonly string[];
}

/** A component that cannot be used, whatever the reason; `validate` tells it. */
export interface BrokenFacts {
  readonly kind: 'broken';
  readonly file: string;
  readonly name: string;
  readonly witnesses: readonly string[];
}

/**
 * The facts about these manifests, in their order. Manifests are read only when one of them, or a file that they refer to, has changed
 * since they were read last; `cache` is the folder that remembers them. Never throws.
 */
export async function readFacts(
  root: string,
  manifests: readonly string[],
  cache: string | undefined,
  load: (root: string) => Promise<Catalog> = loadLazily,
): Promise<readonly ComponentFacts[]> {
  const contract = contractVersion();
  const remembered = recallFacts(root, manifests, cache, contract);
  if (remembered !== undefined) return remembered;
  const facts = readPlainFacts(root, manifests) ?? (await readProperly(root, manifests, load));
  if (facts === undefined) return manifests.map((file) => brokenFacts(root, file));
  rememberFacts(root, facts, cache, contract);
  return facts;
}

async function readProperly(
  root: string,
  manifests: readonly string[],
  load: (root: string) => Promise<Catalog>,
): Promise<ComponentFacts[] | undefined> {
  const catalog = await load(root).catch(() => undefined);
  return catalog === undefined ? undefined : factsOf(root, manifests, catalog);
}

/** The parser and its libraries take longer to load than the whole graph takes when nothing has changed. */
async function loadLazily(root: string): Promise<Catalog> {
  const { loadCatalog } = await import('@dust-workspace/component');
  return loadCatalog(root);
}

function factsOf(root: string, manifests: readonly string[], catalog: Catalog): ComponentFacts[] {
  const sound = new Map([...catalog.components.values()].map((component) => [`${component.root}/component.yaml`, component]));
  return manifests.map((file) => {
    const component = sound.get(file);
    return component === undefined ? brokenFacts(root, file) : soundFacts(file, component);
  });
}

function soundFacts(file: string, component: Component): SoundFacts {
  const { manifest, name } = component;
  return {
    kind: 'sound',
    file,
    name,
    description: manifest.description,
    profiles: manifest.profiles,
    needs: manifest.needs,
    wants: Object.keys(manifest.wants),
    ...(manifest.init === undefined ? {} : { init: manifest.init.when }),
    witnesses: witnessesOf(component),
  };
}

function brokenFacts(root: string, file: string): BrokenFacts {
  return { kind: 'broken', file, name: file.split('/').at(-2) ?? file, witnesses: brokenWitnesses(root, file) };
}
