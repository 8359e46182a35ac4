import { checkRelations, portOwners } from './checkRelations.js';
import type { Catalog, Component, DisabledComponent, HookSources } from './component.js';
import { limitDiagnostics, sortDiagnostics } from './diagnostic.js';
import type { Diagnostic } from './diagnostic.js';
import { cycleProblems } from './cycleProblems.js';
import type { Manifest } from './manifest.js';
import type { ComponentFolder } from './readComponentFolder.js';

/**
 * Compares the manifests of a workspace with each other, and tells the components that can be used from those that cannot. Pure.
 * `strays` are diagnostics that belong to no component: they are only passed on.
 */
export function assembleCatalog(root: string, folders: readonly ComponentFolder[], strays: readonly Diagnostic[] = []): Catalog {
  const byName = groupByName(folders);
  const owners = portOwners(folders);
  const cycles = cycleProblems(byName);
  const broken = new Map<ComponentFolder, Diagnostic[]>();
  const warnings: Diagnostic[] = [];
  for (const folder of folders) {
    const cyclic = cycles.filter(({ members }) => members.has(folder.name)).map(({ diagnostic }) => diagnostic);
    const told = tell(folder, [...checkRelations(folder, byName, owners), ...cyclic]);
    if (folder.parsed.manifest === undefined || told.some(isError)) broken.set(folder, told);
    else warnings.push(...told);
  }
  const dragged = dragAlong(folders, byName, broken);
  const disabled = folders.flatMap((folder): DisabledComponent[] => {
    const diagnostics = broken.get(folder) ?? dragged.get(folder);
    return diagnostics === undefined ? [] : [{ name: folder.name, kind: folder.kind, root: folder.root, diagnostics }];
  });
  const told = new Set([...strays, ...warnings, ...disabled.flatMap((component) => component.diagnostics)]);
  return {
    root,
    components: componentsOf(folders.filter((folder) => !broken.has(folder) && !dragged.has(folder))),
    disabled,
    diagnostics: sortDiagnostics([...told]),
  };
}

function groupByName(folders: readonly ComponentFolder[]): Map<string, ComponentFolder[]> {
  const groups = new Map<string, ComponentFolder[]>();
  for (const folder of folders) groups.set(folder.name, [...(groups.get(folder.name) ?? []), folder]);
  return groups;
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

/** All that is wrong with a folder, no file with more than the limit. A cycle is told in one file, whichever component it disables. */
function tell({ parsed, problems }: ComponentFolder, relations: readonly Diagnostic[]): Diagnostic[] {
  const { file, diagnostics, found } = parsed;
  if (problems.length + relations.length === 0) return [...diagnostics];
  const added = [...problems, ...relations];
  const here = added.filter((diagnostic) => diagnostic.file === file);
  const elsewhere = added.filter((diagnostic) => diagnostic.file !== file);
  const first = diagnostics.filter(({ code }) => code !== 'more-problems');
  return [...limitDiagnostics([...first, ...here], found + here.length, file), ...elsewhere];
}

/** The sound components that cannot be used all the same, because of what they need. */
function dragAlong(
  folders: readonly ComponentFolder[],
  byName: ReadonlyMap<string, readonly ComponentFolder[]>,
  broken: ReadonlyMap<ComponentFolder, unknown>,
): Map<ComponentFolder, Diagnostic[]> {
  const unusable = new Set([...broken.keys()].map(({ name }) => name));
  const brokenNames = new Set(unusable);
  const needing = new Map<string, string[]>();
  for (const { name, parsed } of folders)
    for (const need of Object.keys(parsed.sound.needs ?? {})) needing.set(need, [...(needing.get(need) ?? []), name]);
  for (const name of unusable) for (const dependent of needing.get(name) ?? []) if (byName.has(dependent)) unusable.add(dependent);

  const dragged = folders.filter((folder) => unusable.has(folder.name) && !broken.has(folder));
  return new Map(dragged.map((folder) => [folder, reasonsOf(folder, unusable, brokenNames)]));
}

function reasonsOf({ name, parsed }: ComponentFolder, unusable: ReadonlySet<string>, broken: ReadonlySet<string>): Diagnostic[] {
  return Object.keys(parsed.sound.needs ?? {})
    .filter((need) => unusable.has(need))
    .map((need) => ({
      severity: 'error',
      code: 'disabled-need',
      message: `${name} is disabled: it needs ${need}, ${broken.has(need) ? 'whose manifest is broken' : 'which is disabled'}`,
      file: parsed.file,
      range: parsed.locate(['needs', need], 'key'),
    }));
}

function componentsOf(folders: readonly ComponentFolder[]): Map<string, Component> {
  const usable = new Set(folders.map(({ name }) => name));
  const sorted = [...folders].sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map(
    sorted.flatMap(({ name, kind, root, directory, parsed, hooks }): [string, Component][] =>
      parsed.manifest === undefined
        ? []
        : [
            [
              name,
              {
                name,
                kind,
                root,
                directory,
                manifest: settle(parsed.manifest, usable, hooks.scripts),
                hooks,
                locate: parsed.locate,
              },
            ],
          ],
    ),
  );
}

/** What a manifest leaves to its surroundings: wants only count where the component can be used, and a script is declaration enough. */
function settle(manifest: Manifest, usable: ReadonlySet<string>, scripts: HookSources['scripts']): Manifest {
  const wants = Object.fromEntries(Object.entries(manifest.wants).filter(([name]) => usable.has(name)));
  const init = manifest.init ?? (scripts.init === undefined ? undefined : { when: 'after-start' as const, files: [], variables: [] });
  const prep = manifest.prep ?? (scripts.prep === undefined ? undefined : { files: [], variables: [] });
  return { ...manifest, wants, ...(init !== undefined && { init }), ...(prep !== undefined && { prep }) };
}
