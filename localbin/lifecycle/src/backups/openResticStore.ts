import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { hostRestic, resticStore, type ResticRunner, type Store } from '@dust-workspace/backup';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { isThere, readLayers } from '@dust-workspace/environment';
import { findProgram, programInContainer } from '@dust-workspace/runtime';
import { basename } from 'node:path';
import type { Base } from '../session.js';
import { workspaceComponent, workspaceName } from '../workspaceComponent.js';
import type { StoreSetting } from './storeSetting.js';

/** The image in which restic runs where the machine has none. */
const resticImage = 'restic/restic:0.18.0';

/** A restic repository, with the secrets that are set for the workspace itself. restic is the machine's own, or runs in a container. */
export async function openResticStore(
  base: Base,
  { repository, cache }: Extract<StoreSetting, { kind: 'restic' }>,
): Promise<Result<Store>> {
  const { catalog, selection } = base;
  // A password may be part of the address.
  const [, password] = /:\/\/[^/@]*:([^/@]+)@/.exec(repository) ?? [];
  if (password !== undefined) base.redactor.learn([password, decodeURIComponent(password)]);
  const env = await readSecrets(base);
  if (!env.ok) return env;
  if (env.value['RESTIC_PASSWORD'] === undefined) return fail(noPassword(selection.environment));
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const run = await findRestic(base, repository, cache);
  if (!run.ok) return run;
  return ok(
    resticStore({
      repository,
      environment: `${basename(catalog.root)}/${selection.environment}`,
      env: env.value,
      run: run.value,
      cacheFolder: cache,
      host: hostname(),
      clock: base.now,
      create: true,
    }),
  );
}

/** Values of the highest layer that sets them. The redactor learns them before anybody has them. */
async function readSecrets({ catalog, selection, processEnv, redactor }: Base): Promise<Result<Record<string, string>>> {
  const { manifest, ...workspace } = workspaceComponent(catalog.root);
  const { layers, diagnostics } = await readLayers(catalog.root, selection, { ...workspace, manifest }, processEnv);
  if (diagnostics.length > 0) return fail(...diagnostics);
  const values: Record<string, string> = {};
  for (const name of Object.keys(manifest.env))
    for (const { source } of layers) {
      const value = source.entries.get(name)?.value;
      if (value !== undefined && value !== '') values[name] = value;
    }
  redactor.learn(Object.entries(values).flatMap(([name, value]) => (manifest.env[name]?.secret === true ? [value] : [])));
  return ok(values);
}

function noPassword(environment: string): ReturnType<typeof problem> {
  return problem(
    'no-repository-password',
    `the restic repository has no password in the environment ${environment}`,
    `dsw secrets-init, then dsw secrets-set ${workspaceName} RESTIC_PASSWORD, keeps one among the secrets. Keep a copy elsewhere: without it no backup can be opened.`,
  );
}

async function findRestic({ selection, processEnv }: Base, repository: string, cache: string): Promise<Result<ResticRunner>> {
  const own = await findProgram('restic', { path: processEnv['PATH'] ?? '', directory: '/' });
  if (own !== undefined) return ok(hostRestic(own, processEnv));
  const ssh = join(processEnv['HOME'] ?? homedir(), '.ssh');
  const contained = await programInContainer({
    image: processEnv['DSW_RESTIC_IMAGE'] ?? selection.project.entries.get('DSW_RESTIC_IMAGE')?.value ?? resticImage,
    ...(selection.registry === undefined ? {} : { registry: selection.registry }),
    mounts: [
      cache,
      ...(isAbsolute(repository) ? [repository] : []),
      ...(repository.startsWith('sftp:') && isThere(ssh) ? [`${ssh}:ro`] : []),
    ],
    owner: { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 },
    // restic takes a lock of its own host for stale when it finds no such process.
    host: `dsw-${randomBytes(6).toString('hex')}`,
    processEnv,
  });
  if (!contained.ok)
    return fail(
      problem(
        'no-restic',
        'restic is not installed, and there is no container engine to run it in',
        'Install restic (apt-get install restic, brew install restic).',
      ),
    );
  const { program, argumentsFor } = contained.value;
  if (isAbsolute(repository)) await mkdir(repository, { recursive: true, mode: 0o700 });
  const client = hostRestic(program, processEnv);
  return ok((args, streams) => client([...argumentsFor(Object.keys(streams.env)), ...args], streams));
}
