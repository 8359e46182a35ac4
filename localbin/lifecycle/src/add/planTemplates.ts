import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fail, loadCatalog, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { checkEnvironmentName, checkTemplate, deriveTemplate, isThere, templateOf } from '@dust-workspace/environment';
import type { NewFile } from './componentFiles.js';

export interface PlannedTemplates {
  /** Those that are missing. */
  readonly files: readonly NewFile[];
  /** Where somebody must write a value: `infra/configuration/staging/redis.env: REDIS_PASSWORD`. */
  readonly toFill: readonly string[];
}

/** The templates of the environment `name` that are missing, made of those of `from`, or of `default` where a component has none there. Reads only. */
export async function planTemplates(root: string, name: string, from: string): Promise<Result<PlannedTemplates>> {
  const sound = name === 'default' ? fail(reserved(name)) : checkEnvironmentName(name);
  const source = checkTemplate(root, from);
  if (!sound.ok || !source.ok) return fail(...[sound, source].flatMap((result) => (result.ok ? [] : result.diagnostics)));
  if (name === from)
    return fail(problem('same-template', `the templates of ${name} cannot be made of themselves`, 'Name others by --from.'));
  const { components } = await loadCatalog(root);
  const files: NewFile[] = [];
  const toFill: string[] = [];
  const wrong: Diagnostic[] = [];
  for (const component of await componentsWithTemplate(root, from)) {
    const path = `infra/configuration/${name}/${component}.env`;
    const file = templateOf(root, component, [from, 'default']);
    if (file === undefined || isThere(join(root, path))) continue;
    const derived = deriveTemplate(readFileSync(file, 'utf8'), relative(root, file), components.get(component)?.manifest.env ?? {});
    if (!derived.ok) {
      wrong.push(...derived.diagnostics);
      continue;
    }
    files.push({ kind: 'added', path, text: derived.value.text, executable: false });
    toFill.push(...derived.value.toFill.map((variable) => `${path}: ${variable}`));
  }
  return wrong.length === 0 ? ok({ files, toFill }) : fail(...wrong);
}

async function componentsWithTemplate(root: string, from: string): Promise<string[]> {
  const folders = [...new Set([from, 'default'])].map((template) => join(root, 'infra', 'configuration', template));
  const names = await Promise.all(folders.map((folder) => readdir(folder).catch((): string[] => [])));
  return [...new Set(names.flat())].flatMap((file) => (/^[^.].*\.env$/.test(file) ? [file.slice(0, -4)] : [])).sort();
}

function reserved(name: string): Diagnostic {
  return problem('environment-name', `${name} is the template of all environments that have none of their own`, 'Choose another name.');
}
