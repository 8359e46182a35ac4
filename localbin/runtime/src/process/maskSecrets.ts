import type { Instance } from '../runtime.js';

/** The text without the values of the instance's secrets, which programs like to put into their messages. */
export function maskSecrets(instance: Instance, text: string): string {
  return [...instance.secrets]
    .map((name) => instance.variables[name] ?? '')
    .filter((value) => value !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((masked, value) => masked.replaceAll(value, '***'), text);
}
