import { describeValue, oneOf } from './describeValue.js';
import type { Finding } from './finding.js';
import type { Manifest } from './manifest.js';
import { portPattern } from './manifestWords.js';
import { isMapping } from './mapping.js';
import type { Mapping } from './mapping.js';
import { didYouMean } from './nearMiss.js';
import { variablePrefix } from './variablePrefix.js';

/** Rules of a manifest that involve more than one of its values. `sound` is what of it passed the schema, `data` all that it says. */
export function checkManifest(component: string, sound: Partial<Manifest>, data: Mapping): Finding[] {
  const ports = keysOf(data['ports']);
  return [
    ...checkPortNames(component, ports),
    ...checkVariableNames(keysOf(data['env']), ports, isMapping(data['source']) ? variablePrefix(component) : undefined),
    ...checkEnums(sound, data['env']),
    ...checkProbe(sound, ports),
    ...checkInputs(component, sound, ports),
  ];
}

function keysOf(value: unknown): string[] {
  return isMapping(value) ? Object.keys(value) : [];
}

function checkPortNames(component: string, ports: readonly string[]): Finding[] {
  const prefix = variablePrefix(component);
  return ports
    .filter((port) => portPattern.test(port) && !port.startsWith(`${prefix}_`))
    .map((port) => ({
      code: 'port-name',
      message: `expected a port name that begins with ${prefix}_, found \`${port}\``,
      remedy: `Ports are named after their component: ${prefix}_PORT or ${prefix}_<PURPOSE>_PORT.`,
      path: ['ports', port],
      part: 'key',
    }));
}

function checkVariableNames(variables: readonly string[], ports: readonly string[], checkout: string | undefined): Finding[] {
  return variables.flatMap((name) => {
    const giver = name === checkout ? 'it is the folder of the checkout' : giverOf(name, ports);
    if (giver === undefined) return [];
    const message = `variable \`${name}\` is set already: ${giver}`;
    return [{ code: 'variable-name', message, remedy: 'Delete it, or give it another name.', path: ['env', name], part: 'key' }];
  });
}

function giverOf(name: string, ports: readonly string[]): string | undefined {
  if (name.startsWith('DSW_')) return 'DSW_ variables come from the workspace';
  if (ports.includes(name)) return 'it is one of the ports';
  if (ports.includes(name.replace(/_(HOST|PUBLISHED)$/, '_PORT'))) return 'it comes with the port of that name';
  return undefined;
}

function checkEnums({ env = {} }: Partial<Manifest>, data: unknown): Finding[] {
  return Object.entries(env).flatMap(([name, { type, values, default: value }]): Finding[] => {
    const path = ['env', name, 'values'];
    if (type !== 'enum')
      return values === undefined ? [] : [{ code: 'wrong-value', message: '`values` belongs to `type: enum`', path, part: 'key' }];
    if (values === undefined) {
      const given = isMapping(data) ? keysOf(data[name]) : [];
      const message = 'missing key `values`: an enum lists what it may be';
      return given.includes('values') ? [] : [{ code: 'missing-key', message, path, part: 'value' }];
    }
    if (value === undefined || value.includes('${') || values.includes(value)) return [];
    const message = `expected ${oneOf(values)}, found ${describeValue(value)}${didYouMean(value, values)}`;
    return [{ code: 'enum-default', message, path: ['env', name, 'default'], part: 'value' }];
  });
}

function checkProbe({ ready }: Partial<Manifest>, ports: readonly string[]): Finding[] {
  if (ready === undefined) return [];
  if ('tcp' in ready) return ports.includes(ready.tcp) ? [] : [unknownPort(ready.tcp, ports, 'tcp')];
  if (!('http' in ready)) return [];
  return [...ready.http.matchAll(/\$\{([A-Z0-9_]+_PORT)\}/g)]
    .map(([, port = '']) => port)
    .filter((port) => !ports.includes(port))
    .map((port) => unknownPort(port, ports, 'http'));
}

function unknownPort(port: string, ports: readonly string[], key: 'tcp' | 'http'): Finding {
  const known = ports.length === 0 ? 'The component has no ports: add it under `ports`.' : `The ports are ${ports.join(', ')}.`;
  return {
    code: 'unknown-port',
    message: `unknown port \`${port}\`${didYouMean(port, ports)}`,
    remedy: known,
    path: ['ready', key],
    part: 'value',
  };
}

function checkInputs(component: string, { prep, init, env = {}, source }: Partial<Manifest>, ports: readonly string[]): Finding[] {
  const known = [...Object.keys(env), ...ports, ...(source === undefined ? [] : [variablePrefix(component)])];
  return Object.entries({ prep, init }).flatMap(([hook, declared]) =>
    (declared?.variables ?? []).flatMap((name, index): Finding[] => {
      if (known.includes(name)) return [];
      const message = `unknown variable \`${name}\`${didYouMean(name, known)}`;
      return [{ code: 'unknown-variable', message, remedy: 'Declare it under `env`.', path: [hook, 'variables', index], part: 'value' }];
    }),
  );
}
