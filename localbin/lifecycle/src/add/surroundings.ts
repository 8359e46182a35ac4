import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds, loadCatalog, type Catalog } from '@dust-workspace/component';

/** What there is in the workspace to which a component is added. */
export interface Surroundings {
  readonly catalog: Catalog;
  /** Folders of all Nx projects that have a file of their own, by name. */
  readonly projects: ReadonlyMap<string, string>;
  /** Folders below `platform/` and `application/`, components or not. */
  readonly folders: ReadonlySet<string>;
  /** Whether the packages of the engine are part of this workspace, rather than installed in it. */
  readonly own: boolean;
  /** Whether there is a tsconfig.base.json. */
  readonly base: boolean;
  /** The text of tsconfig.json, by which packages are built together. */
  readonly build: string | undefined;
}

/** Looks at a workspace. Reads only. */
export async function readSurroundings(root: string): Promise<Surroundings> {
  return {
    catalog: await loadCatalog(root),
    projects: projectsOf(root),
    folders: new Set(kinds.flatMap((kind) => entriesOf(join(root, kind)).map((name) => `${kind}/${name}`))),
    own: textOf(join(root, 'localbin/component/package.json')) !== undefined,
    base: textOf(join(root, 'tsconfig.base.json')) !== undefined,
    build: textOf(join(root, 'tsconfig.json')),
  };
}

/** Components are found by their manifests; this is for the folders of other projects, two levels deep. */
function projectsOf(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const parent of entriesOf(root).filter(holdsProjects))
    for (const child of entriesOf(join(root, parent))) {
      const name = nameOf(join(root, parent, child));
      if (name !== undefined) found.set(name, `${parent}/${child}`);
    }
  return found;
}

function holdsProjects(name: string): boolean {
  return !name.startsWith('.') && !['node_modules', 'dist', 'env', 'platform', 'application'].includes(name);
}

function nameOf(folder: string): string | undefined {
  const project = jsonOf(join(folder, 'project.json'))?.['name'];
  if (typeof project === 'string') return project;
  const { nx, name } = jsonOf(join(folder, 'package.json')) ?? {};
  const own = typeof nx === 'object' && nx !== null && 'name' in nx ? nx.name : name;
  return typeof own === 'string' ? own : undefined;
}

function jsonOf(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(textOf(file) ?? 'null') as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
