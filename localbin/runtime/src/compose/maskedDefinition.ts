import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, isMapping, ok, problem, type Component, type Result } from '@dust-workspace/component';
import { stringify } from 'yaml';
import { composeSource } from './definition/composeSource.js';

/**
 * The compose file of a component as YAML, for somebody else to read: what it gives to environments, builds, configurations and secrets is masked,
 * unless it is a reference to a variable, a small number, true or false. Comments are left out. Undefined where it has none.
 */
export async function maskedDefinition({ directory, root, manifest }: Component): Promise<Result<string> | undefined> {
  const { compose } = manifest.runtimes;
  if (compose === undefined) return undefined;
  const file = `${root}/${compose.file}`;
  try {
    const { data, problems } = composeSource(await readFile(join(directory, compose.file), 'utf8'), file);
    return problems.length > 0 ? fail(...problems) : ok(stringify(maskMappings(data), { lineWidth: 0, aliasDuplicateObjects: false }));
  } catch (error) {
    return fail({ ...problem('compose-unreadable', `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`), file });
  }
}

/** What stands where a value would. */
const masked = '****';

/** Whose values are nobody else's business, wherever they stand in the file. */
const keysOfValues: readonly string[] = ['environment', 'args', 'content'];

function maskMappings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskMappings);
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, keysOfValues.includes(key) ? maskValues(item) : maskMappings(item)]),
  );
}

function maskValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => (typeof item === 'string' ? maskAssignment(item) : maskValues(item)));
  if (isMapping(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, maskValues(item)]));
  return typeof value === 'string' ? maskLiterals(value) : value;
}

/** `NAME=value`, or `NAME` alone. */
function maskAssignment(text: string): string {
  const equals = text.indexOf('=');
  return equals === -1 ? text : text.slice(0, equals + 1) + maskLiterals(text.slice(equals + 1));
}

/** References stay, and so do numbers such as ports. */
function maskLiterals(text: string): string {
  if (/^(?:|true|false|yes|no|\d{1,5})$/i.test(text)) return text;
  const parts = text.split(/(\$\{[^{}]*\}|\$[A-Za-z_]\w*)/);
  return parts.map((part, index) => (index % 2 === 1 ? maskFallback(part) : part === '' ? '' : masked)).join('');
}

/** `${NAME:-fallback}` and the like. */
function maskFallback(reference: string): string {
  return reference.replace(/^(\$\{\w+:?[-+])[^]+\}$/, `$1${masked}}`);
}
