import { fail, ok, problem, type Result } from '@dust-workspace/component';

/** An image reference in full, as an engine understands it. */
export interface ImageName {
  /** `docker.io`, or the host (and port) of another registry. */
  readonly registry: string;
  /** The repository in the registry: `library/redis`. */
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

export const dockerHub = 'docker.io';

const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const host = new RegExp(`^(?:${label}(?:\\.${label})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?$`);
const pathPart = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const paths = new RegExp(`^${pathPart}(?:/${pathPart})*$`);
const rest = /^(?<path>[^:@]*)(?::(?<tag>[^@]*))?(?:@(?<digest>.*))?$/;
const longestName = 255;

/** Reads a reference by the engines' own rules (https://github.com/distribution/reference): `redis:7` is `docker.io`'s `library/redis`, tag `7`. */
export function parseImageName(reference: string): Result<ImageName> {
  const { registry, remainder } = splitRegistry(reference);
  const { path: named = '', tag, digest } = rest.exec(remainder)?.groups ?? {};
  const path = registry === dockerHub && !named.includes('/') ? `library/${named}` : named;
  const wrong = faultOf(reference, { registry, named, tag, digest });
  if (wrong !== undefined)
    return fail(
      problem(
        'image-name',
        `"${reference}" is no name of an image: ${wrong}`,
        'Write it as [REGISTRY/]NAME[:TAG], such as redis:7.4-alpine.',
      ),
    );
  return ok({ registry, path, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) });
}

/** The reference with its registry written out; where both are given a digest, which says more, takes the place of the tag. */
export function fullName({ registry, path, tag, digest }: ImageName): string {
  return digest === undefined ? `${registry}/${path}:${tag ?? 'latest'}` : `${registry}/${path}@${digest}`;
}

function splitRegistry(reference: string): { registry: string; remainder: string } {
  const slash = reference.indexOf('/');
  const first = reference.slice(0, Math.max(slash, 0));
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  if (!isHost) return { registry: dockerHub, remainder: reference };
  return { registry: first === 'index.docker.io' ? dockerHub : first, remainder: reference.slice(slash + 1) };
}

interface Parts {
  readonly registry: string;
  readonly named: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

function faultOf(reference: string, { registry, named, tag, digest }: Parts): string | undefined {
  if (reference === '') return 'it is empty';
  if (/\s/.test(reference)) return 'it has white space';
  if (reference.includes('://')) return 'it begins with a scheme';
  if (!host.test(registry)) return `"${registry}" is no name of a registry`;
  if (named !== named.toLowerCase()) return 'the name of a repository has no capital letters';
  if (!paths.test(named)) return `"${named}" is no name of a repository`;
  if (registry.length + named.length >= longestName) return `it is longer than ${longestName} characters`;
  if (/^[0-9a-f]{64}$/.test(reference)) return 'it is the identifier of an image';
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) return `"${tag}" is no tag`;
  if (digest !== undefined && !/^sha(?:256:[0-9a-f]{64}|384:[0-9a-f]{96}|512:[0-9a-f]{128})$/.test(digest))
    return `"${digest}" is no digest`;
  return undefined;
}
