import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Component } from '@dust-workspace/component';

/**
 * What decides whether a sound component stays sound, relative to the workspace root: its folder, which changes when something appears in
 * it or disappears, its manifest, and what of the rest there is: its package, its hooks, and the files that the manifest names.
 */
export function witnessesOf({ root, directory, manifest: { runtimes, ready } }: Component): string[] {
  const { compose, process } = runtimes;
  const programs = [process?.command[0], process?.context?.[0], ready !== undefined && 'command' in ready ? ready.command[0] : undefined];
  const named = [compose?.file, ...programs.filter((program) => program !== undefined && /^[^/].*\//.test(program))];
  const present = ['package.json', 'scripts'].filter((entry) => existsSync(join(directory, entry)));
  return [root, ...['component.yaml', ...present, ...named.filter((file) => file !== undefined)].map((file) => `${root}/${file}`)];
}

/** What may be missing in a broken component cannot be told, so everything in its folder counts, except what it and its build generate. */
export function brokenWitnesses(workspaceRoot: string, manifest: string): string[] {
  const root = manifest.slice(0, manifest.lastIndexOf('/'));
  return [root, ...list(workspaceRoot, root)];
}

const generated = new Set(['volumes', 'node_modules', 'dist']);

function list(workspaceRoot: string, folder: string): string[] {
  try {
    return readdirSync(join(workspaceRoot, folder), { withFileTypes: true })
      .filter((entry) => !generated.has(entry.name))
      .flatMap((entry) => {
        const path = `${folder}/${entry.name}`;
        return entry.isDirectory() ? [path, ...list(workspaceRoot, path)] : [path];
      });
  } catch {
    return [];
  }
}
