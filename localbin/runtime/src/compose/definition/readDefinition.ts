import { readFile } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { fail, ok } from '@dust-workspace/component';
import type { Component, Result } from '@dust-workspace/component';
import { checkEnvFile } from './checkEnvFile.js';
import { envFilesOf } from './files.js';
import { interpolate } from './interpolate.js';
import { parseDefinition } from './parseDefinition.js';
import type { ServiceDefinition } from './serviceDefinition.js';

/** The definition of a component that has a compose runtime, from its file. */
export async function readDefinition(component: Component): Promise<Result<ServiceDefinition>> {
  const { compose } = component.manifest.runtimes;
  if (compose === undefined) throw new Error(`${component.name} has no compose runtime`);
  const path = join(component.directory, compose.file);
  const file = posix.join(component.root, compose.file);
  const text = await readFile(path, 'utf8').catch((error: unknown) => error as NodeJS.ErrnoException);
  if (typeof text !== 'string') return unreadable(component, file, text);
  const known = parsed.get(component);
  const definition =
    known?.text === text
      ? known.definition
      : parseDefinition(text, { file, directory: dirname(path), service: compose.service, component: component.name });
  parsed.set(component, { text, definition });
  return definition.ok ? checkFiles(component, definition.value) : definition;
}

/** What the texts came to that were read last: one command looks at each file several times. */
const parsed = new WeakMap<Component, { readonly text: string; readonly definition: Result<ServiceDefinition> }>();

/** Whether the env files hold what Compose would replace. One that is not there, or whose path depends on values, is left to Compose. */
async function checkFiles({ root, directory }: Component, definition: ServiceDefinition): Promise<Result<ServiceDefinition>> {
  const workspace = resolve(directory, relative(root, '.'));
  const found = await Promise.all(
    envFilesOf(definition.service).map(async (template) => {
      const path = interpolate(template, {});
      const text = path.ok ? await readFile(path.value, 'utf8').catch(() => '') : '';
      return path.ok ? checkEnvFile(text, relative(workspace, path.value)) : [];
    }),
  );
  const diagnostics = found.flat();
  return diagnostics.length > 0 ? fail(...diagnostics) : ok(definition);
}

function unreadable({ root }: Component, file: string, error: NodeJS.ErrnoException): Result<never> {
  const reason = error.code === 'ENOENT' ? 'is not there' : `cannot be read: ${error.message}`;
  return fail({
    severity: 'error',
    code: 'compose-file',
    message: `the compose file ${file} ${reason}`,
    remedy: 'It is named under runtimes.compose.file.',
    file: posix.join(root, 'component.yaml'),
  });
}
