import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import type { Condition } from '@dust-workspace/component';
import type { SoundFacts } from './facts.js';
import { readPlainManifest, type PlainManifest } from './plainManifest.js';
import { readPlainYaml } from '@dust-workspace/component/plain-yaml';

/**
 * The facts about manifests that are all plain and certainly sound, by themselves and together, in their order. Undefined as soon as one
 * of them takes a closer look: its package, a compose file, a word too many. Then all of them are read properly.
 */
export function readPlainFacts(root: string, manifests: readonly string[]): SoundFacts[] | undefined {
  const components = new Map<string, PlainComponent>();
  for (const file of manifests) {
    const component = readComponent(root, file);
    if (component === undefined || components.has(component.name)) return undefined;
    components.set(component.name, component);
  }
  return fitTogether(components) ? [...components.values()].map(factsOf) : undefined;
}

interface PlainComponent {
  readonly name: string;
  readonly file: string;
  readonly manifest: PlainManifest;
  readonly witnesses: readonly string[];
}

function readComponent(root: string, file: string): PlainComponent | undefined {
  const folder = file.slice(0, file.lastIndexOf('/'));
  const name = folder.slice(folder.lastIndexOf('/') + 1);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return undefined;
  try {
    const entries = readdirSync(`${root}/${folder}`);
    if (entries.includes('package.json')) return undefined;
    const manifest = readPlainManifest(readPlainYaml(readFileSync(`${root}/${file}`, 'utf8')), name);
    if (!manifest?.programs.every((program) => isProgram(`${root}/${folder}/${program}`))) return undefined;
    const scripts = entries.filter((entry) => entry === 'scripts');
    const hasInitScript = scripts.length > 0 && statSync(`${root}/${folder}/scripts/init.sh`, { throwIfNoEntry: false })?.isFile() === true;
    if (manifest.init !== undefined && !hasInitScript) return undefined;
    const init = manifest.init ?? (hasInitScript ? 'after-start' : undefined);
    const witnesses = [folder, ...['component.yaml', ...scripts, ...manifest.programs].map((witness) => `${folder}/${witness}`)];
    return { name, file, manifest: { ...manifest, ...(init === undefined ? {} : { init }) }, witnesses };
  } catch {
    return undefined;
  }
}

function isProgram(path: string): boolean {
  accessSync(path, constants.X_OK);
  return statSync(path).isFile();
}

function fitTogether(components: ReadonlyMap<string, PlainComponent>): boolean {
  const manifests = [...components.values()].map(({ manifest }) => manifest);
  const ports = manifests.flatMap((manifest) => manifest.ports);
  const canBeReached = ([name, condition]: [string, Condition]): boolean => {
    const target = components.get(name)?.manifest;
    return (
      target !== undefined && (condition !== 'healthy' || target.hasProbe) && (condition !== 'initialised' || target.init !== undefined)
    );
  };
  const edges = manifests.flatMap(({ needs, wants }) => [...Object.entries(needs), ...Object.entries(wants)]);
  return new Set(ports).size === ports.length && edges.every(canBeReached) && !hasCycle(components);
}

function hasCycle(components: ReadonlyMap<string, PlainComponent>): boolean {
  const states = new Map<string, 'open' | 'done'>();
  const closes = (name: string): boolean => {
    const state = states.get(name);
    if (state !== undefined) return state === 'open';
    states.set(name, 'open');
    const { needs, wants } = components.get(name)?.manifest ?? { needs: {}, wants: {} };
    const found = [...Object.keys(needs), ...Object.keys(wants)].some(closes);
    states.set(name, 'done');
    return found;
  };
  return [...components.keys()].some(closes);
}

function factsOf({ name, file, manifest, witnesses }: PlainComponent): SoundFacts {
  const { description, profiles, needs, wants, init } = manifest;
  return {
    kind: 'sound',
    file,
    name,
    description,
    profiles,
    needs,
    wants: Object.keys(wants),
    ...(init === undefined ? {} : { init }),
    witnesses,
  };
}
