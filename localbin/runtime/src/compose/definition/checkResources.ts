import { didYouMean, isMapping } from '@dust-workspace/component';
import type { Mapping } from '@dust-workspace/component';
import type { Findings } from './findings.js';
import { isExternal } from './resources.js';
import type { ResourceKind, ResourceUse } from './resources.js';

/** Whether what a service uses is at the top of the file, belongs to this environment alone and, if it holds data, can be lost. */
export function checkResources(uses: readonly ResourceUse[], file: Mapping, findings: Findings): void {
  const seen = new Set<string>();
  for (const use of uses) {
    const entries = isMapping(file[use.kind]) ? (file[use.kind] as Mapping) : {};
    if (!Object.hasOwn(entries, use.name)) addUndefined(use, entries, findings);
    else if (!seen.has(`${use.kind} ${use.name}`)) checkEntry(use.kind, entries, use.name, findings);
    seen.add(`${use.kind} ${use.name}`);
  }
  if (isMapping(file['networks']) && file['networks']['default'] !== undefined && file['networks']['default'] !== null)
    findings.add(
      file['networks'],
      'default',
      'key',
      'compose-default-network',
      'the default network belongs to the environment, and all its components share it',
      'Delete it, or give the network another name and list that under networks of the service.',
    );
}

const words: Readonly<Record<ResourceKind, string>> = { volumes: 'volume', configs: 'config', secrets: 'secret', networks: 'network' };

function addUndefined({ kind, name, container, key, part }: ResourceUse, entries: Mapping, findings: Findings): void {
  const near = didYouMean(name, Object.keys(entries));
  const remedy =
    kind === 'volumes' ? `Define it, or mount a folder: \${DSW_VOLUME}/${name}:/path.` : `Define it at the top of the file, under ${kind}.`;
  findings.add(container, key, part, 'compose-undefined', `there is no ${words[kind]} \`${name}\` at the top of the file${near}`, remedy);
}

function checkEntry(kind: ResourceKind, entries: Mapping, name: string, findings: Findings): void {
  const entry = isMapping(entries[name]) ? entries[name] : {};
  if (isExternal(entry['external'])) return;
  const { name: ownName } = entry;
  if (ownName !== undefined && ownName !== null)
    findings.add(
      entry,
      'name',
      'key',
      'compose-fixed-name',
      `a ${words[kind]} with a fixed name would be shared by all environments`,
      `Delete the name; a ${words[kind]} that others make is external: true.`,
    );
  if (kind === 'volumes' && entry['x-cache'] !== true)
    findings.add(
      entries,
      name,
      'key',
      'compose-named-volume',
      `what volume \`${name}\` holds would be in no backup`,
      `Mount a folder of the component instead, \${DSW_VOLUME}/${name}:/path, or write x-cache: true here if it may be lost.`,
    );
}
