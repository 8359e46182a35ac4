import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { findProgram } from '../findProgram.js';

/** How Compose is called: a program and what stands before Compose's own arguments. */
export type ComposeProgram = readonly [string, ...string[]];

/** Where docker looks for its plugins, see "Manual installation" of Compose's manual. Compose's plugin is a program that runs by itself, too. */
const pluginFolders = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
  '/Applications/Docker.app/Contents/Resources/cli-plugins',
];

/** Finds Compose v2: docker's plugin, `docker-compose` on PATH, or what `podman compose` calls. */
export async function findCompose(env: NodeJS.ProcessEnv): Promise<Result<ComposeProgram>> {
  const own = env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? '/', '.docker');
  const plugin = [join(own, 'cli-plugins'), ...pluginFolders]
    .map((folder) => join(folder, 'docker-compose'))
    .find((path) => existsSync(path));
  if (plugin !== undefined) return ok([plugin]);
  const place = { path: env['PATH'] ?? '', directory: '/' };
  const standalone = await findProgram('docker-compose', place);
  if (standalone !== undefined) return ok([standalone]);
  const podman = await findProgram('podman', place);
  if (podman !== undefined && (await hasCompose(podman, env))) return ok([podman, 'compose']);
  return fail(
    problem(
      'no-compose',
      'Docker Compose is not installed',
      'Install Compose v2 (apt-get install docker-compose-plugin, or Docker Desktop), or set DSW_RUNTIME=process to run without containers.',
    ),
  );
}

/** podman has the command since 4.7, and only where it finds somebody to hand it on to. */
function hasCompose(podman: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(podman, ['compose', 'version'], { env }, (error) => resolve(error === null));
  });
}
