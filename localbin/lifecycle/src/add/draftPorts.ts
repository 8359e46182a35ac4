import { fail, ok, portPattern, problem, variablePrefix, type Catalog, type Diagnostic, type Result } from '@dust-workspace/component';
import type { ComponentRequest, DraftedPort } from './componentDraft.js';

const highest = 65_535;

/** The ports of a component by the name that they are given, or by number alone. One that others have is refused. */
export function draftPorts(
  component: string,
  { ports = [], samePort }: ComponentRequest,
  catalog: Catalog,
): Result<readonly DraftedPort[]> {
  const drafted: DraftedPort[] = [];
  const wrong: Diagnostic[] = [];
  const owners = samePort === true ? new Map<number, string>() : ownersOf(catalog, component);
  for (const text of ports) {
    const [, purpose, digits = ''] = /^(?:(\w[\w-]*)=)?(\d+)$/.exec(text.trim()) ?? [];
    const number = Number(digits);
    if (digits === '' || number < 1 || number > highest) {
      wrong.push(
        problem('port', `${JSON.stringify(text)} is no port`, `Write a number up to ${highest}, or a name and a number: UI=8080.`),
      );
      continue;
    }
    const name = nameOf(component, purpose, number, drafted.length === 0);
    const owner = owners.get(number);
    const sibling = drafted.find((port) => port.name === name || port.number === number);
    if (sibling !== undefined)
      wrong.push(
        problem(
          'port',
          `${text} is given twice`,
          `The other is ${sibling.name}=${sibling.number}; give each a name and a number of its own.`,
        ),
      );
    else if (!portPattern.test(name))
      wrong.push(problem('port-name', `${name} is no name for a port`, 'Use letters, digits and underscores.'));
    else if (owner !== undefined) wrong.push(taken(number, owner, owners));
    drafted.push({ name, number });
  }
  return wrong.length === 0 ? ok(drafted) : fail(...wrong);
}

/** `KAFKA_PORT` for the first, `KAFKA_9093_PORT` for others without a purpose, `KAFKA_UI_PORT` for `ui`. */
function nameOf(component: string, purpose: string | undefined, number: number, first: boolean): string {
  const prefix = variablePrefix(component);
  if (purpose === undefined) return first ? `${prefix}_PORT` : `${prefix}_${number}_PORT`;
  const words = purpose
    .toUpperCase()
    .replaceAll('-', '_')
    .replace(/_?PORT$/, '');
  const named = words === prefix || words.startsWith(`${prefix}_`) ? words : [prefix, words].filter((word) => word !== '').join('_');
  return `${named}_PORT`;
}

function ownersOf({ components }: Catalog, asking: string): Map<number, string> {
  const owners = new Map<number, string>();
  for (const { name, manifest } of components.values())
    if (name !== asking)
      for (const [port, number] of Object.entries(manifest.ports)) if (!owners.has(number)) owners.set(number, `${name} (${port})`);
  return owners;
}

function taken(number: number, owner: string, owners: ReadonlyMap<number, string>): Diagnostic {
  let free = number + 1;
  while (owners.has(free)) free++;
  const proposal = free <= highest ? `${free} is free. ` : '';
  const otherwise = `What cannot listen elsewhere takes it with --same-port: outside, each gets a number of its own in every environment.`;
  return problem('taken-port', `port ${number} belongs to ${owner}`, `${proposal}${otherwise}`);
}
