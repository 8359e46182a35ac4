import { fileStart } from './diagnostic.js';
import type { Diagnostic } from './diagnostic.js';
import { locateFinding } from './finding.js';
import type { Finding } from './finding.js';
import type { Manifest } from './manifest.js';
import { namePattern } from './manifestWords.js';
import type { Condition } from './manifestWords.js';
import { didYouMean } from './nearMiss.js';
import type { ComponentFolder } from './readComponentFolder.js';

/** What a manifest says about others, and whether its names are its own. Cycles are found elsewhere. */
export function checkRelations(
  folder: ComponentFolder,
  byName: ReadonlyMap<string, readonly ComponentFolder[]>,
  owners: ReadonlyMap<string, readonly string[]>,
): Diagnostic[] {
  const { parsed } = folder;
  const { needs, wants, test } = parsed.sound;
  const findings = [
    ...checkEdges(needs, ['needs'], byName),
    ...checkEdges(wants, ['wants'], byName),
    ...checkEdges(test?.needs, ['test', 'needs'], byName),
    ...checkPorts(folder, owners),
  ];
  return [...checkName(folder, byName), ...findings.map((finding) => locateFinding(finding, parsed.file, parsed.locate))];
}

/** The components that declare each port. */
export function portOwners(folders: readonly ComponentFolder[]): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, string[]>();
  for (const { name, parsed } of folders)
    for (const port of Object.keys(parsed.sound.ports ?? {})) owners.set(port, [...(owners.get(port) ?? []), name]);
  return owners;
}

function checkName({ name, parsed }: ComponentFolder, byName: ReadonlyMap<string, readonly ComponentFolder[]>): Diagnostic[] {
  const problem = (code: string, message: string, remedy: string): Diagnostic => ({
    severity: 'error',
    code,
    message,
    remedy,
    file: parsed.file,
    range: fileStart,
  });
  const roots = (byName.get(name) ?? []).map(({ root }) => root);
  const twice = `component name \`${name}\` is used by ${roots.join(' and ')}`;
  const shape = `expected a folder name of lower-case letters, digits and dashes, found \`${name}\``;
  return [
    ...(namePattern.test(name) ? [] : [problem('component-name', shape, 'A component is named by its folder: rename it.')]),
    ...(roots.length === 1 ? [] : [problem('duplicate-name', twice, 'Rename one of the folders.')]),
  ];
}

function checkEdges(
  edges: Manifest['needs'] | undefined,
  section: readonly string[],
  byName: ReadonlyMap<string, readonly ComponentFolder[]>,
): Finding[] {
  return Object.entries(edges ?? {}).flatMap(([name, condition]): Finding[] => {
    const [target] = byName.get(name) ?? [];
    const path = [...section, name];
    if (target === undefined) {
      const near = didYouMean(name, byName.keys());
      return [{ code: 'unknown-component', message: `unknown component \`${name}\`${near}`, path, part: 'key' }];
    }
    const lack = lackOf(target, condition);
    return lack === undefined ? [] : [{ ...lack, path, part: 'value' }];
  });
}

/** Why a component can never reach a condition. One whose manifest cannot be read is given the benefit of the doubt. */
function lackOf({ name, parsed, hooks }: ComponentFolder, condition: Condition): Pick<Finding, 'code' | 'message' | 'remedy'> | undefined {
  if (parsed.keys === undefined) return undefined;
  switch (condition) {
    case 'prepared':
      return undefined;
    case 'started':
      if (parsed.sound.source === undefined || parsed.keys.has('runtimes')) return undefined;
      return {
        code: 'never-runs',
        message: `${name} is a checkout and never runs`,
        remedy: 'Ask for `prepared`.',
      };
    case 'healthy':
      if (parsed.keys.has('ready')) return undefined;
      return {
        code: 'no-readiness',
        message: `${name} is never known to be healthy: it has no readiness probe`,
        remedy: `Give ${parsed.file} a \`ready\`, or ask for \`started\`.`,
      };
    case 'initialised':
      if (parsed.keys.has('init') || hooks.scripts.init !== undefined) return undefined;
      return {
        code: 'no-init',
        message: `${name} is never initialised: it has no init`,
        remedy: `Give it scripts/init.sh, or a hook and an \`init\` in ${parsed.file}, or ask for \`healthy\` or \`started\`.`,
      };
  }
}

function checkPorts({ name, parsed }: ComponentFolder, owners: ReadonlyMap<string, readonly string[]>): Finding[] {
  return Object.keys(parsed.sound.ports ?? {}).flatMap((port): Finding[] => {
    const others = new Set((owners.get(port) ?? []).filter((owner) => owner !== name));
    if (others.size === 0) return [];
    const message = `port \`${port}\` is declared by ${[...others].join(' and ')} as well`;
    return [
      { code: 'duplicate-port', message, remedy: 'Every port of a workspace has a name of its own.', path: ['ports', port], part: 'key' },
    ];
  });
}
