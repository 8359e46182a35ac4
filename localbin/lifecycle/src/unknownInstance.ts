import { basename, join, relative } from 'node:path';
import type { Component, Manifest } from '@dust-workspace/component';
import { environmentPaths, volumeFolder } from '@dust-workspace/environment';
import type { Instance } from '@dust-workspace/runtime';

/** A component of which nothing is known any more but its name, and where it was: enough to find and to end what runs of it. */
export function unknownInstance(
  name: string,
  { directory, ...place }: Pick<Instance, 'environment' | 'runtime' | 'workspace' | 'redactor'> & { readonly directory: string },
): Instance {
  const { workspace, environment } = place;
  return {
    ...place,
    component: unknownComponent(name, workspace, directory),
    variables: {},
    inside: {},
    secrets: new Set(),
    ports: {},
    volume: volumeFolder(directory, environment),
    runDirectory: join(environmentPaths(workspace, environment).run, name),
  };
}

/** The same without its place in an environment. */
export function unknownComponent(name: string, workspace: string, directory: string): Component {
  const root = relative(workspace, directory);
  const kind = basename(join(directory, '..')) === 'application' ? 'application' : 'platform';
  return { name, kind, root, directory, manifest: unknownManifest, hooks: { scripts: {} } };
}

const unknownManifest: Manifest = {
  description: 'no component now',
  profiles: [],
  needs: {},
  wants: {},
  ports: {},
  env: {},
  runtimes: { process: { command: ['true'], requires: [], user: 'invoker', stop: { signal: 'SIGTERM', within: 10_000 } } },
};
