import { createHash } from 'node:crypto';
import { isMapping } from '@dust-workspace/component';
import { scopedName } from './scopedName.js';
import type { ServiceDefinition } from './serviceDefinition.js';

type FileContent = string | Uint8Array;

/** Changes when the compose file says something else, or one of the files it reads; not with the order of keys, comments or values of variables. */
export function definitionHash(definition: ServiceDefinition, fileContents: readonly FileContent[] = []): string {
  const { service, volumes, configs, secrets, networks } = definition;
  return hash({ service, volumes, configs, secrets, networks, files: fileContents.map(digest) });
}

/**
 * Changes when the container would be another one: with the definition, and with the value of a variable that it refers to.
 * `values` are those given to Compose, by their scoped names; `rest` is anything else that makes it another one, such as the image.
 */
export function configurationHash(
  definition: ServiceDefinition,
  values: Readonly<Record<string, string>>,
  rest: { readonly fileContents?: readonly FileContent[]; readonly image?: string } = {},
): string {
  const names = [...definition.references.keys()].sort();
  const used = names.map((name) => [name, values[scopedName(definition.component, name)] ?? null]);
  return hash({ definition: definitionHash(definition, rest.fileContents), used, image: rest.image ?? null });
}

function hash(value: unknown): string {
  return digest(JSON.stringify(sorted(value)));
}

function digest(content: FileContent): string {
  return createHash('sha256').update(content).digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMapping(value)) return value;
  return Object.entries(value)
    .map(([key, entry]) => [key, sorted(entry)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
