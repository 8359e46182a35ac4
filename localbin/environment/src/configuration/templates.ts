import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail, namePattern, nearMiss, ok, problem, type Result } from '@dust-workspace/component';
import { templateFile } from '../paths.js';
import { isThere } from '../isThere.js';

const folder = join('infra', 'configuration');

/** The names of all templates: the folders below infra/configuration/. */
export function templateNames(root: string): string[] {
  try {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() && namePattern.test(entry.name) ? [entry.name] : [])).sort();
  } catch {
    return [];
  }
}

/** Refuses a template that no component has: a slip in its name would otherwise prepare nothing, silently. */
export function checkTemplate(root: string, template: string): Result<void> {
  const shown = JSON.stringify(template);
  if (!namePattern.test(template))
    return fail(
      problem('template-name', `${shown} is no name for a template`, 'Templates are named by their folder below infra/configuration/.'),
    );
  const place = join(folder, template);
  if (statSync(join(root, place), { throwIfNoEntry: false })?.isDirectory() === true) return ok();
  const names = templateNames(root);
  const near = nearMiss(template, names);
  const known = near === undefined ? `use ${names.join(' or ') || 'local or default'}` : `did you mean ${near}?`;
  const remedy = `Make the folder ${place}/, or ${known}${near === undefined ? '.' : ''}`;
  return fail({ ...problem('unknown-template', `there is no template ${shown}`, remedy), file: place });
}

/** The template of a component: the first of `templates` that has one. A file that cannot be read counts, and is told when it is read. */
export function templateOf(root: string, component: string, templates: readonly string[]): string | undefined {
  return templates.map((template) => templateFile(root, template, component)).find(isThere);
}
