import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { fail, ok, problem, type Component, type Result } from '@dust-workspace/component';
import { writeAtomically } from './atomicWrite.js';
import { parseEnvFile } from './envFile.js';
import { configurationFile, projectEnvFile, templateFile } from './paths.js';

/** What happened to one file of an environment's configuration. Paths are relative to the workspace. */
export interface ConfigurationChange {
  readonly kind: 'created' | 'kept';
  readonly file: string;
  readonly template: string;
}

/** Makes `env/project.env` from its template. Kept as it is when it exists already. */
export async function prepareProjectEnv(root: string): Promise<ConfigurationChange | undefined> {
  const file = projectEnvFile(root);
  const template = `${file}.template`;
  const change = { file: relative(root, file), template: relative(root, template) };
  if (await exists(file)) return { kind: 'kept', ...change };
  if (!(await exists(template))) return undefined;
  await writeAtomically(file, await readFile(template, 'utf8'));
  return { kind: 'created', ...change };
}

/**
 * Copies the template of each component to `env/<environment>/<component>.env`. The template is `template` when given, else the
 * environment's own, else `default`. Existing files are kept: they may hold edits. A component without a template needs none.
 */
export async function prepareConfiguration(
  root: string,
  environment: string,
  components: readonly Component[],
  template?: string,
): Promise<Result<ConfigurationChange[]>> {
  const changes: ConfigurationChange[] = [];
  for (const component of components) {
    const source = await templateOf(root, component.name, template === undefined ? [environment, 'default'] : [template]);
    if (source === undefined) continue;
    const target = configurationFile(root, environment, component.name);
    const change = { file: relative(root, target), template: relative(root, source) };
    if (await exists(target)) {
      changes.push({ kind: 'kept', ...change });
      continue;
    }
    const text = await readFile(source, 'utf8');
    const parsed = parseEnvFile(text, change.template);
    if (!parsed.ok) return parsed;
    await writeAtomically(target, text);
    changes.push({ kind: 'created', ...change });
  }
  return ok(changes);
}

/** Whether the configuration of a component has been prepared, as far as there is a template for it. */
export async function isConfigured(root: string, environment: string, component: Component): Promise<boolean> {
  if (await exists(configurationFile(root, environment, component.name))) return true;
  return (await templateOf(root, component.name, [environment, 'default'])) === undefined;
}

/** Refuses a template that no component has: a slip in its name would otherwise prepare nothing, silently. */
export async function checkTemplate(root: string, template: string): Promise<Result<void>> {
  const folder = templateFile(root, template, 'x').replace(/\/x\.env$/, '');
  if (await exists(folder)) return ok();
  return fail(
    problem(
      'unknown-template',
      `there is no template "${template}"`,
      `Make the folder ${relative(root, folder)}/, or use local or default.`,
    ),
  );
}

async function templateOf(root: string, component: string, templates: readonly string[]): Promise<string | undefined> {
  for (const template of templates) {
    const file = templateFile(root, template, component);
    if (await exists(file)) return file;
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

/** Keeps a copy of a configuration file before it is removed. */
export async function backUpConfiguration(file: string, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await copyFile(file, `${folder}/${name}`);
}
