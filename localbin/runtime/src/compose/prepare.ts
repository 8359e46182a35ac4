import { chmod, chown, mkdir, stat } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import type Docker from 'dockerode';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { createOperatingFolders, type FolderOwner } from '../operatingFolders.js';
import { describeUser } from '../process/user.js';
import { writePasswd, type ContainerUser } from './containerUser.js';
import { buildImage, type ComposeWorld } from './create.js';
import { interpolate, resolveBinds } from './definition/index.js';
import { statusOf } from './engineProblem.js';
import { imagePasswd } from './imagePasswd.js';
import { pullImages } from './images/pullImage.js';
import { imageOverride, isBuiltHere, type ResolvedService } from './resolvedService.js';

export interface PrepareOptions {
  readonly world: ComposeWorld;
  readonly user: ContainerUser;
  /** Who runs this command. */
  readonly invoker: FolderOwner;
  readonly signal: AbortSignal;
  readonly onProgress: (message: string) => void;
}

/** Folders with the right owner, then the image, pulled or built. */
export async function prepareService(service: ResolvedService, options: PrepareOptions): Promise<Result<void>> {
  const { instance } = service;
  const folders = await createOperatingFolders(instance, {
    owner: options.user.owner,
    invoker: options.invoker.uid,
    describe: describeUser,
  });
  if (!folders.ok) return folders;
  const image = await obtainImage(service, options);
  if (!image.ok) return image;
  const { docker } = options.world.engine;
  if (service.definition.references.has('DSW_RUN')) await writePasswd(instance, options.user, await imagePasswd(docker, service.image));
  const bound = await createBoundFolders(service, options);
  return bound.ok ? checkVolumes(service, docker) : bound;
}

/** Folders of the volume that are mounted one by one: the engine would make them as root. */
async function createBoundFolders(
  { instance, definition, values }: ResolvedService,
  { user, invoker, world }: PrepareOptions,
): Promise<Result<void>> {
  const binds = resolveBinds(definition, values, world.processEnv['HOME'] ?? '');
  if (!binds.ok) return binds;
  const missing: Diagnostic[] = [];
  for (const { source: path } of binds.value) {
    if (isBelow(path, instance.volume)) {
      await createOwned(path, instance.volume, user.owner, invoker);
      continue;
    }
    const found = await stat(path).catch(() => undefined);
    if (found === undefined)
      missing.push({
        ...problem(
          'bind-missing',
          `${instance.component.name} mounts ${path}, which does not exist`,
          'Make it, or mount a folder below ${DSW_VOLUME}, which is made for you.',
        ),
        file: definition.file,
      });
  }
  return missing.length === 0 ? ok() : fail(...missing);
}

async function createOwned(path: string, volume: string, owner: FolderOwner, invoker: FolderOwner): Promise<void> {
  if (path === volume || (await stat(path).catch(() => undefined)) !== undefined) return;
  await createOwned(dirname(path), volume, owner, invoker);
  await mkdir(path, { mode: 0o700 });
  if (owner.uid !== invoker.uid) await chown(path, owner.uid, owner.gid);
  await chmod(path, 0o700);
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder + sep);
}

async function obtainImage(service: ResolvedService, { world, signal, onProgress }: PrepareOptions): Promise<Result<void>> {
  const { instance, image } = service;
  const { name } = instance.component;
  if (isBuiltHere(service)) {
    onProgress(`building ${image}`);
    return buildImage(world, service, { signal, onLine: (line) => onProgress(`building ${image}: ${line}`) });
  }
  const pulled = await pullImages(world.engine.docker, [{ image, component: name, override: imageOverride(name) }], {
    signal,
    environment: world.processEnv,
    onProgress: (_component, message) => onProgress(message),
  });
  return pulled.get(name) ?? ok();
}

/** What an image keeps in a volume of its own would be out of sight: in no backup, and gone when the container is replaced. */
async function checkVolumes({ instance, definition, image, values }: ResolvedService, docker: Docker): Promise<Result<void>> {
  const volumes = await imageVolumes(docker, image);
  const mounts = definition.mounts.map((template) => interpolate(template, values)).flatMap((path) => (path.ok ? [path.value] : []));
  const open = volumes.filter((volume) => !mounts.some((mount) => relative(mount, volume) === '' || isBelow(volume, mount)));
  if (open.length === 0) return ok();
  return fail({
    ...problem(
      'volume-unmounted',
      `the image ${image} keeps data in ${open.join(', ')}, and ${instance.component.name} mounts nothing there: backups would not see them`,
      `Mount a folder of the component there (\${DSW_VOLUME}/data:${open[0]}), or a tmpfs where they may be lost.`,
    ),
    file: definition.file,
  });
}

async function imageVolumes(docker: Docker, image: string): Promise<string[]> {
  try {
    const { Config } = await docker.getImage(image).inspect();
    return Object.keys((Config as { Volumes?: object | null }).Volumes ?? {});
  } catch (error) {
    if (statusOf(error) === 404) return [];
    throw error;
  }
}
