import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { workspace } from './testing/workspace.js';

const scope = '@dust-workspace/';

interface PackageJson {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface TsConfig {
  readonly references?: readonly { readonly path: string }[];
}

/** The packages that are built, as paths from the root. */
async function builtPackages(): Promise<string[]> {
  const folders = ['localbin', 'platform', 'application', 'ops'].map(async (folder) => {
    const names = await readdir(path.join(workspace, folder));
    return names.map((name) => `${folder}/${name}`);
  });
  return (await Promise.all(folders)).flat().filter((folder) => existsSync(path.join(workspace, folder, 'tsconfig.lib.json')));
}

describe.each(await builtPackages())('%s', (folder) => {
  const at = (file: string): string => path.join(workspace, folder, file);

  it('declares every package that its sources import', async () => {
    const { dependencies, optionalDependencies, peerDependencies } = await readJson<PackageJson>(at('package.json'));
    const declared = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
    expect((await importedPackages(at('src'), (file) => !isOfPage(file))).filter((name) => !declared.includes(name))).toEqual([]);
  });

  it('declares what its page is bundled from, which nobody who installs the package needs', async () => {
    const { dependencies, devDependencies } = await readJson<PackageJson>(at('package.json'));
    const declared = Object.keys({ ...dependencies, ...devDependencies });
    expect((await importedPackages(at('src'), isOfPage)).filter((name) => !declared.includes(name))).toEqual([]);
  });

  it('refers in tsconfig.lib.json to the packages of this workspace that it depends on', async () => {
    const { dependencies = {} } = await readJson<PackageJson>(at('package.json'));
    const { references = [] } = await readJson<TsConfig>(at('tsconfig.lib.json'));
    const referred = references.map((reference) => readJson<PackageJson>(path.join(path.dirname(at(reference.path)), 'package.json')));
    const names = (await Promise.all(referred)).map(({ name }) => name);
    expect(names.sort()).toEqual(
      Object.keys(dependencies)
        .filter((name) => name.startsWith(scope))
        .sort(),
    );
  });
});

function isOfPage(file: string): boolean {
  return file.split(path.sep)[0] === 'page';
}

async function importedPackages(folder: string, chosen: (file: string) => boolean): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true })).filter(
    (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !file.split(path.sep).includes('testing') && chosen(file),
  );
  const imports = files.map(async (file) => {
    const { importedFiles } = ts.preProcessFile(await readFile(path.join(folder, file), 'utf8'));
    return importedFiles.map(({ fileName }) => fileName);
  });
  const names = (await Promise.all(imports)).flat().filter((name) => !name.startsWith('.') && !isBuiltin(name));
  return [...new Set(names.map(packageName))].sort();
}

function isBuiltin(name: string): boolean {
  return name.startsWith('node:') || builtinModules.includes(name);
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Not parsed by a schema: these files are our own, and a mistake in them fails the test either way. */
async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}
