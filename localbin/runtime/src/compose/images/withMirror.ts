import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { dockerHub, parseImageName } from './imageName.js';

/**
 * The reference with which a mirror of Docker Hub is asked: `redis:7` at `mirror.example.org/hub` is `mirror.example.org/hub/library/redis:7`.
 * Images of other registries stay as they are, and so does everything when `registry`, the value of DSW_REGISTRY, is empty.
 */
export function withMirror(reference: string, registry: string): Result<string> {
  const name = parseImageName(reference);
  if (!name.ok) return name;
  const prefix = registry.replace(/\/+$/, '');
  if (prefix === '' && registry === '') return ok(reference);
  const { path, tag, digest } = name.value;
  const mirrored = `${prefix}/${path}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  const wrong = faultOf(prefix, mirrored);
  if (wrong !== undefined) return fail(badPrefix(registry, wrong));
  return ok(name.value.registry === dockerHub ? mirrored : reference);
}

function faultOf(prefix: string, mirrored: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(prefix)) return 'it begins with a scheme';
  if (/\s/.test(prefix)) return 'it has white space';
  if (prefix.includes('@')) return 'it has an @, and credentials belong to docker login';
  const [first = '', ...folders] = prefix.split('/');
  // Without these an engine takes the first part for a user of Docker Hub.
  if (!/[.:]/.test(first) && first !== 'localhost') return `"${first}" is no host: it has neither a dot nor a port`;
  if (folders.some((folder) => folder === '' || folder.includes(':'))) return `"${prefix}" is no path in a registry`;
  if (!parseImageName(mirrored).ok) return `"${mirrored}" would be no name of an image`;
  return undefined;
}

function badPrefix(registry: string, wrong: string): ReturnType<typeof problem> {
  const remedy = 'Set it to HOST[:PORT][/PATH], such as mirror.example.org or 127.0.0.1:5000.';
  const shown = registry.replace(/[^/]*@/, '***@');
  return problem('registry-prefix', `DSW_REGISTRY is "${shown}", which is no prefix of images: ${wrong}`, remedy);
}
