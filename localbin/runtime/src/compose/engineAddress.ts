import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a container engine may answer, and whose word that is. */
export interface EngineAddress {
  /** As DOCKER_HOST has it: `unix:///var/run/docker.sock`, `tcp://host:port`. */
  readonly url: string;
  /** For people: `DOCKER_HOST`, `the docker context desktop-linux`, `the default socket`. */
  readonly origin: string;
  /** A folder with ca.pem, cert.pem and key.pem, for TLS. */
  readonly certificates?: string;
}

/** What is asked of the file system; a test has one of its own. */
export interface FileLook {
  exists(path: string): boolean;
  /** Undefined when there is no such file. */
  read(path: string): string | undefined;
}

const realFiles: FileLook = {
  exists: existsSync,
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
};

/**
 * Where to look for an engine, the first that is given wins: DOCKER_HOST, the docker context in use, then the sockets of Docker, Docker Desktop,
 * rootless Docker and podman, of which only those that exist are named. What was asked for by name is never replaced by something else.
 */
export function engineAddresses(env: NodeJS.ProcessEnv, uid: number, files: FileLook = realFiles): EngineAddress[] {
  const certificates = certificatesOf(env);
  const host = env['DOCKER_HOST'];
  if (host !== undefined && host !== '') return [{ url: host, origin: 'DOCKER_HOST', ...certificates }];
  const context = contextInUse(env, files);
  if (context !== undefined) return [context];
  const home = env['HOME'] ?? '';
  const runtimeFolder = env['XDG_RUNTIME_DIR'] ?? `/run/user/${uid}`;
  const docker = ['/var/run/docker.sock', join(home, '.docker/run/docker.sock'), join(runtimeFolder, 'docker.sock')];
  const podman = [join(runtimeFolder, 'podman/podman.sock'), '/run/podman/podman.sock'];
  const named = [
    ...docker.map((path) => ({ path, origin: "Docker's socket" })),
    ...podman.map((path) => ({ path, origin: "podman's socket" })),
  ];
  return named.filter(({ path }) => files.exists(path)).map(({ path, origin }) => ({ url: `unix://${path}`, origin }));
}

function certificatesOf(env: NodeJS.ProcessEnv): { certificates: string } | Record<string, never> {
  const folder = env['DOCKER_CERT_PATH'];
  const wanted = env['DOCKER_TLS_VERIFY'] ?? '';
  return wanted === '' || folder === undefined ? {} : { certificates: folder };
}

/** The endpoint of `docker context use`, whose file is named by the hash of the context's name. */
function contextInUse(env: NodeJS.ProcessEnv, files: FileLook): EngineAddress | undefined {
  const folder = env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? '', '.docker');
  const name = env['DOCKER_CONTEXT'] ?? textAt(parse(files.read(join(folder, 'config.json'))), 'currentContext');
  if (name === undefined || name === '' || name === 'default') return undefined;
  const origin = `the docker context ${name}`;
  const meta = files.read(join(folder, 'contexts/meta', createHash('sha256').update(name).digest('hex'), 'meta.json'));
  const url = textAt(parse(meta), 'Endpoints', 'docker', 'Host');
  return { url: url ?? `context:${name}`, origin };
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  let found = value;
  for (const key of path) found = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[key] : undefined;
  return typeof found === 'string' ? found : undefined;
}
