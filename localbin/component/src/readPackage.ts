import { join } from 'node:path';
import { describeValue } from './describeValue.js';
import { fileStart } from './diagnostic.js';
import type { Diagnostic } from './diagnostic.js';
import { isMapping } from './mapping.js';
import { readText } from './readFiles.js';
import { readYaml } from './readYaml.js';

/** What of a component's package.json matters here. */
export interface PackageReading {
  /** The built entry, relative to the package: `exports["."]`, else `main`. */
  readonly entry?: string;
  readonly problems: readonly Diagnostic[];
}

/** Reads the package.json in `directory`, the folder of the component `name`. */
export function readPackage(directory: string, root: string, name: string): PackageReading {
  const file = `${root}/package.json`;
  const text = readText(join(directory, 'package.json'));
  const content = typeof text === 'string' ? parseJson(text) : 'reason' in text ? text : { reason: 'it is too large' };
  if ('reason' in content) {
    const message = `package.json cannot be read: ${content.reason}`;
    return { problems: [{ severity: 'error', code: 'package-json', message, file, range: fileStart }] };
  }
  const { exports, main, nx } = content.value;
  const entry = entryOf(exports) ?? (typeof main === 'string' ? main : undefined);
  const problems = isMapping(nx) && typeof text === 'string' ? checkProject(nx['name'], name, text, file) : [];
  return { ...(entry !== undefined && { entry }), problems };
}

function parseJson(text: string): { value: Record<string, unknown> } | { reason: string } {
  try {
    const value: unknown = JSON.parse(text);
    return isMapping(value) ? { value } : { reason: 'it is not a JSON object' };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** `exports` is a path, or the conditions of one, or a mapping with `.` among its keys. */
function entryOf(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (!isMapping(exports)) return undefined;
  if ('.' in exports) return entryOf(exports['.']);
  return entryOf(exports['default']) ?? entryOf(exports['import']) ?? entryOf(exports['node']);
}

function checkProject(found: unknown, name: string, text: string, file: string): Diagnostic[] {
  if (found === undefined || found === name) return [];
  return [
    {
      severity: 'error',
      code: 'project-name',
      message: `expected the Nx project to be named \`${name}\` like its folder, found ${describeValue(found)}`,
      file,
      // JSON is YAML, and the YAML reader knows places.
      range: readYaml(text).locate(['nx', 'name'], 'value'),
    },
  ];
}
