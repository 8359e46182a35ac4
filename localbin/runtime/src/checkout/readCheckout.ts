import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Git, GitEnd } from './git.js';

/** What git says of a work tree. */
export interface TreeReading {
  /** Undefined before the first commit. */
  readonly commit?: string;
  readonly branch?: string;
  readonly changes: readonly Change[];
}

export interface Change {
  readonly path: string;
  /** `submodule`: at another commit, and nothing else; `changed` also where something is changed within one. */
  readonly kind: 'changed' | 'untracked' | 'submodule';
}

/** Reads a work tree without asking any server; the end of git where that fails. `tree` is git in that work tree. */
export async function readTree(tree: Git, untracked: 'normal' | 'all' = 'normal'): Promise<TreeReading | GitEnd> {
  const words = [
    'status',
    '--porcelain=v2',
    '--branch',
    '-z',
    `--untracked-files=${untracked}`,
    '--no-renames',
    '--ignore-submodules=none',
  ];
  const end = await tree(words, { offline: true });
  return end.status === 0 ? parseStatus(end.output) : end;
}

/** See git-status(1), porcelain format version 2. Pure. */
export function parseStatus(output: string): TreeReading {
  const entries = output.split('\0');
  const header = (name: string): string | undefined => entries.find((entry) => entry.startsWith(`# ${name} `))?.slice(name.length + 3);
  const commit = header('branch.oid');
  const branch = header('branch.head');
  const changes = entries.flatMap((entry) => changeOf(entry) ?? []);
  return {
    ...(commit === undefined || commit === '(initial)' ? {} : { commit }),
    ...(branch === undefined || branch === '(detached)' ? {} : { branch }),
    changes,
  };
}

/** `1 XY sub mH mI mW hH hI path`, `u XY sub m1 m2 m3 mW h1 h2 h3 path`, `? path`. */
function changeOf(entry: string): Change | undefined {
  const kind = entry[0];
  if (kind === '?') return { path: entry.slice(2), kind: 'untracked' };
  if (kind !== '1' && kind !== 'u') return undefined;
  const fields = entry.split(' ');
  const path = fields.slice(kind === '1' ? 8 : 10).join(' ');
  return { path, kind: fields[2] === 'SC..' ? 'submodule' : 'changed' };
}

/** Commits of HEAD that none of the references has; newest first, `<short id> <subject>`. Not more than `limit`. */
export async function commitsBeyond(tree: Git, known: readonly string[], limit: number): Promise<string[]> {
  const words = ['log', '--format=%h %s', '--no-decorate', `--max-count=${limit}`, 'HEAD', '--not', ...known];
  const end = await tree(words, { offline: true });
  return end.output.split('\n').filter((line) => line !== '');
}

/** How many commits `from` has that none of `known` has. */
export async function countBeyond(tree: Git, from: string, known: readonly string[]): Promise<number> {
  const end = await tree(['rev-list', '--count', from, '--not', ...known], { offline: true });
  return Number(end.output.trim()) || 0;
}

export interface Submodule {
  /** Under which its repository is kept. */
  readonly name: string;
  readonly path: string;
  /** The commit that the index of the tree around it has. */
  readonly commit: string;
}

/** The submodules of a work tree which are to be checked out, not those within them. */
export async function submodulesOf(tree: Git, folder: string): Promise<Submodule[]> {
  if (!existsSync(join(folder, '.gitmodules'))) return [];
  const settings = await tree(['config', '--file', '.gitmodules', '-z', '--get-regexp', '^submodule\\..*\\.(path|update)$'], {
    offline: true,
  });
  // A user may have decided otherwise for this clone.
  const decided = await tree(['config', '-z', '--get-regexp', '^submodule\\..*\\.update$'], { offline: true });
  const entries = `${settings.output}${decided.output}`.split('\0').flatMap((entry) => {
    const [, name, key, value] = /^submodule\.(.*)\.(path|update)\n(.*)$/s.exec(entry) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, key, value }];
  });
  const skipped = new Set(entries.flatMap(({ name, key, value }) => (key === 'update' && value === 'none' ? [name] : [])));
  const names = new Map(entries.flatMap(({ name, key, value }) => (key === 'path' && !skipped.has(name) ? [[value, name] as const] : [])));
  if (names.size === 0) return [];
  const listed = await tree(['--literal-pathspecs', 'ls-files', '--stage', '-z', '--', ...names.keys()], { offline: true });
  return listed.output.split('\0').flatMap((entry) => {
    const [, mode, commit, path = ''] = /^(\d+) ([0-9a-f]+) \d\t(.*)$/s.exec(entry) ?? [];
    const name = names.get(path);
    return mode === '160000' && commit !== undefined && name !== undefined ? [{ name, path, commit }] : [];
  });
}

/** Paths of submodules, also of those within submodules, that are not there. */
export async function missingSubmodules(git: Git, folder: string): Promise<string[]> {
  const tree: Git = (words, options) => git(['-C', folder, ...words], options);
  const missing: string[] = [];
  for (const { path } of await submodulesOf(tree, folder)) {
    const below = join(folder, path);
    if (!existsSync(join(below, '.git'))) missing.push(path);
    else missing.push(...(await missingSubmodules(git, below)).map((inner) => `${path}/${inner}`));
  }
  return missing;
}
