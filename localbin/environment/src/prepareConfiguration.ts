import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
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
  if (existsSync(file)) return { kind: 'kept', ...change };
  if (!existsSync(template)) return undefined;
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
    const source = templateOf(root, component.name, template === undefined ? [environment, 'default'] : [template]);
    if (source === undefined) continue;
    const target = configurationFile(root, environment, component.name);
    const change = { file: relative(root, target), template: relative(root, source) };
    if (existsSync(target)) {
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
export function isConfigured(root: string, environment: string, component: Component): boolean {
  if (existsSync(configurationFile(root, environment, component.name))) return true;
  return templateOf(root, component.name, [environment, 'default']) === undefined;
}

/** Refuses a template that no component has: a slip in its name would otherwise prepare nothing, silently. */
export function checkTemplate(root: string, template: string): Result<void> {
  const folder = templateFile(root, template, 'x').replace(/\/x\.env$/, '');
  if (existsSync(folder)) return ok();
  return fail(
    problem(
      'unknown-template',
      `there is no template "${template}"`,
      `Make the folder ${relative(root, folder)}/, or use local or default.`,
    ),
  );
}

function templateOf(root: string, component: string, templates: readonly string[]): string | undefined {
  return templates.map((template) => templateFile(root, template, component)).find((file) => existsSync(file));
}

/** Keeps a copy of a configuration file before it is removed. */
export async function backUpConfiguration(file: string, folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await copyFile(file, `${folder}/${name}`);
}
