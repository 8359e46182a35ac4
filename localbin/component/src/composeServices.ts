import { isMapping } from './mapping.js';
import { readYaml } from './readYaml.js';

export type ServiceLookup =
  | { readonly kind: 'present' }
  | { readonly kind: 'absent'; readonly services: readonly string[] }
  | { readonly kind: 'broken'; readonly line: number; readonly reason: string };

/** Whether the text of a compose file has `service`. One that includes other files is given the benefit of the doubt. */
export function findService(text: string, service: string): ServiceLookup {
  if (standsPlainly(text, service)) return { kind: 'present' };
  const { data, syntax } = readYaml(text);
  const [first] = syntax;
  if (first !== undefined) return { kind: 'broken', line: first.range.start.line, reason: first.message };
  const services = isMapping(data) && isMapping(data['services']) ? data['services'] : {};
  if (Object.hasOwn(services, service) || (isMapping(data) && 'include' in data)) return { kind: 'present' };
  return { kind: 'absent', services: Object.keys(services) };
}

/** Looks for the service as it is usually written, line by line: reading the whole file would take most of the time of a `dsw status`. */
function standsPlainly(text: string, service: string): boolean {
  const block = /^services:[ \t]*(?:#.*)?\r?\n((?:[ \t#].*\r?\n|\r?\n)*)/m.exec(`${text}\n`)?.[1] ?? '';
  const indentation = /^( +)[^\s#]/m.exec(block)?.[1];
  return indentation !== undefined && block.split('\n').some((line) => line.trimEnd() === `${indentation}${service}:`);
}
