import { dirname, join } from 'node:path';
import { isMapping } from '@dust-workspace/component';
import type { Mapping } from '@dust-workspace/component';
import { escapeDollars } from './interpolate.js';

/**
 * A service whose paths mean the same wherever the file that holds it lies: Compose 2.25.0 ignores `project_directory` of an `include`
 * (docker/compose#11626). A path that begins with a reference is left alone, and must become an absolute one.
 */
export function withAbsolutePaths(service: Mapping, directory: string): Mapping {
  const at = (path: unknown) => absolutePath(path, directory);
  const { volumes, env_file: envFile, label_file: labelFile, build } = service;
  return {
    ...service,
    ...(Array.isArray(volumes) && { volumes: volumes.map((volume: unknown) => absoluteVolume(volume, directory)) }),
    ...(envFile !== undefined && { env_file: eachPath(envFile, at) }),
    ...(labelFile !== undefined && { label_file: eachPath(labelFile, at) }),
    ...(build !== undefined && { build: absoluteBuild(build, directory) }),
  };
}

/** Configs and secrets with their `file`, volumes with their `device`. */
export function entryWithAbsolutePaths(entry: Mapping, directory: string): Mapping {
  const { file, driver_opts: options } = entry;
  const device = isMapping(options) ? options['device'] : undefined;
  return {
    ...entry,
    ...(file !== undefined && { file: absolutePath(file, directory) }),
    ...(typeof device === 'string' &&
      device.startsWith('.') && { driver_opts: { ...(options as Mapping), device: absolutePath(device, directory) } }),
  };
}

/** A path in a template, from a folder that is meant literally. */
function absolutePath(path: unknown, directory: string): unknown {
  if (typeof path !== 'string' || path === '' || /^[/~]|^\$[^$]/.test(path)) return path;
  let folder = directory;
  let rest = path;
  // A whole path cannot be normalised: what looks like `..` may be in the middle of a reference.
  for (let step = /^\.{1,2}(?:\/+|$)/.exec(rest); step !== null; step = /^\.{1,2}(?:\/+|$)/.exec(rest)) {
    if (step[0].startsWith('..')) folder = dirname(folder);
    rest = rest.slice(step[0].length);
  }
  return rest === '' ? escapeDollars(folder) : join(escapeDollars(folder), '/') + rest;
}

function eachPath(value: unknown, at: (path: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((entry: unknown) => eachPath(entry, at));
  return isMapping(value) ? { ...value, path: at(value['path']) } : at(value);
}

function absoluteVolume(volume: unknown, directory: string): unknown {
  if (isMapping(volume)) return volume['type'] === 'bind' ? { ...volume, source: absolutePath(volume['source'], directory) } : volume;
  // Still in the short syntax: only its options are not known.
  return typeof volume === 'string' && volume.startsWith('.') ? absolutePath(volume, directory) : volume;
}

function absoluteBuild(build: unknown, directory: string): unknown {
  if (!isMapping(build)) return absoluteContext(build, directory);
  const { context, additional_contexts: contexts } = build;
  return {
    ...build,
    context: absoluteContext(context ?? '.', directory),
    ...(contexts !== undefined && { additional_contexts: additionalContexts(contexts, directory) }),
  };
}

function additionalContexts(contexts: unknown, directory: string): unknown {
  if (isMapping(contexts))
    return Object.fromEntries(Object.entries(contexts).map(([name, context]) => [name, absoluteContext(context, directory)]));
  if (!Array.isArray(contexts)) return contexts;
  return contexts.map((entry: unknown) => {
    const [, name, context] = /^([^=]*)=(.*)$/s.exec(String(entry)) ?? [];
    return name === undefined ? entry : `${name}=${String(absoluteContext(context, directory))}`;
  });
}

/** A build may also come from afar: `https://…`, `git@…`, `docker-image://…`. */
function absoluteContext(context: unknown, directory: string): unknown {
  return typeof context === 'string' && /^(?:[a-z][a-z0-9+.-]*:|git@|github\.com\/)/i.test(context)
    ? context
    : absolutePath(context, directory);
}
