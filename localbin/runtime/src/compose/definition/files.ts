import { isMapping } from '@dust-workspace/component';
import type { Mapping } from '@dust-workspace/component';

/** The files whose content becomes part of a container. */
export function filesOf(service: Mapping, entries: { readonly configs: Mapping; readonly secrets: Mapping }): string[] {
  const given = [...Object.values(entries.configs), ...Object.values(entries.secrets)].map((entry) =>
    isMapping(entry) ? entry['file'] : null,
  );
  return [...paths(service['env_file']), ...paths(service['label_file']), ...given.filter((path) => typeof path === 'string')];
}

/** Those that Compose itself reads, and in which it replaces references. */
export function envFilesOf({ env_file: envFile }: Mapping): string[] {
  return paths(envFile, ({ format }) => format !== 'raw');
}

function paths(value: unknown, isWanted: (entry: Mapping) => boolean = () => true): string[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  return entries.map((entry) => (isMapping(entry) && isWanted(entry) ? entry['path'] : entry)).filter((path) => typeof path === 'string');
}
