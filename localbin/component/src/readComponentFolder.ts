import type { Dirent } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkReferences } from './checkReferences.js';
import type { HookSources, Kind } from './component.js';
import { fileStart } from './diagnostic.js';
import type { Diagnostic } from './diagnostic.js';
import { locateFinding } from './finding.js';
import type { Finding } from './finding.js';
import { scriptNames } from './hooks.js';
import { nearMiss } from './nearMiss.js';
import type { ManifestMemo } from './manifestMemo.js';
import { minimalManifest, unreadable } from './parsedManifest.js';
import type { ParsedManifest } from './parsedManifest.js';
import { lookAt, readFolder, readText } from './readFiles.js';
import { readPackage } from './readPackage.js';
import type { YamlProblem } from './readYaml.js';
import { largestManifest, tooLarge } from './screenText.js';

/** A component folder with a manifest, sound or not, before it is compared with others. */
export interface ComponentFolder {
  readonly name: string;
  readonly kind: Kind;
  /** Relative to the workspace root, with forward slashes. */
  readonly root: string;
  /** Absolute. */
  readonly directory: string;
  readonly parsed: ParsedManifest;
  readonly hooks: HookSources;
  /** What is wrong with the files that the manifest names, and with its package.json. */
  readonly problems: readonly Diagnostic[];
}

/** What a folder below `platform/` or `application/` turned out to be. */
export type FolderReading =
  | { readonly kind: 'component'; readonly folder: ComponentFolder }
  /** Holds files, but no manifest. */
  | { readonly kind: 'stray'; readonly diagnostic: Diagnostic }
  /** Nothing that anybody would miss. */
  | { readonly kind: 'empty' };

export const manifestName = 'component.yaml';

/** Reads what a folder says about itself, without running any of it. Never throws. */
export async function readComponentFolder(workspace: string, kind: Kind, name: string, manifests: ManifestMemo): Promise<FolderReading> {
  const root = `${kind}/${name}`;
  const file = `${root}/${manifestName}`;
  const directory = join(workspace, kind, name);
  const entries = readFolder(directory);
  if ('reason' in entries) {
    const parsed = unreadable(file, whyUnreadable(`the component folder cannot be read: ${entries.reason}`));
    return { kind: 'component', folder: { name, kind, root, directory, parsed, hooks: { scripts: {} }, problems: [] } };
  }
  const names = new Set(entries.map((entry) => entry.name));
  if (!names.has(manifestName))
    return holdsFiles(directory, entries) ? { kind: 'stray', diagnostic: withoutManifest(root, names) } : { kind: 'empty' };

  const parsed = await readManifest(directory, file, manifests);
  const { entry, problems } = names.has('package.json') ? readPackage(directory, root, name) : { problems: [] };
  const scripts = names.has('scripts') ? shellHooks(directory) : {};
  const hooks: HookSources = { ...(entry !== undefined && { module: resolve(directory, entry) }), scripts };
  const findings = [...checkReferences(directory, parsed.sound), ...checkHook(parsed, hooks, 'prep'), ...checkHook(parsed, hooks, 'init')];
  const located = findings.map((finding) => locateFinding(finding, file, parsed.locate));
  return { kind: 'component', folder: { name, kind, root, directory, parsed, hooks, problems: [...located, ...problems] } };
}

function whyUnreadable(message: string): YamlProblem {
  return { code: 'unreadable-manifest', message, range: fileStart };
}

/** Things that stay behind when a component is removed or another branch is checked out: data and what is built. */
const leftovers = new Set(['volumes', 'dist', 'node_modules', 'coverage']);

function holdsFiles(directory: string, entries: readonly Dirent[]): boolean {
  return entries.some((entry) => {
    if (leftovers.has(entry.name) || entry.name.startsWith('.')) return false;
    if (!entry.isDirectory()) return true;
    const path = join(directory, entry.name);
    const below = readFolder(path);
    return 'reason' in below || holdsFiles(path, below);
  });
}

function withoutManifest(root: string, names: ReadonlySet<string>): Diagnostic {
  const near = nearMiss(manifestName, names);
  return {
    severity: 'error',
    code: 'missing-manifest',
    message: `component folder without a manifest: it has ${near === undefined ? `no ${manifestName}` : `${near}, but no ${manifestName}`}`,
    remedy: near === undefined ? minimalManifest : `Rename it to ${manifestName}.`,
    file: root,
  };
}

async function readManifest(directory: string, file: string, manifests: ManifestMemo): Promise<ParsedManifest> {
  const text = readText(join(directory, manifestName), largestManifest);
  if (typeof text === 'string') return manifests.parse(text, file);
  if ('tooLarge' in text) return unreadable(file, { ...tooLarge(text.tooLarge), range: fileStart });
  return unreadable(file, whyUnreadable(`the manifest cannot be read: ${text.reason}`));
}

function shellHooks(directory: string): HookSources['scripts'] {
  const folder = join(directory, 'scripts');
  const entries = readFolder(folder);
  if ('reason' in entries) return {};
  const names = new Set(entries.map((entry) => entry.name));
  const present = scriptNames.filter((hook) => names.has(`${hook}.sh`) && lookAt(join(folder, `${hook}.sh`))?.isFile());
  return Object.fromEntries(present.map((hook) => [hook, join(folder, `${hook}.sh`)]));
}

/** A manifest that declares a hook must have one. Whether code has it is known when that runs. */
function checkHook({ sound }: ParsedManifest, { module, scripts }: HookSources, hook: 'prep' | 'init'): Finding[] {
  if (sound[hook] === undefined || scripts[hook] !== undefined || module !== undefined) return [];
  return [
    {
      code: `missing-${hook}`,
      message: `the manifest declares \`${hook}\`, but there is no ${hook} hook`,
      remedy: `Write scripts/${hook}.sh, or a package.json whose \`exports\` names a module with hooks.`,
      path: [hook],
      part: 'key',
    },
  ];
}
