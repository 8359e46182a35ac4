import { fail, ok, problem, type Result } from '@dust-workspace/component';
import {
  checkEnvironmentName,
  checkEnvText,
  configurationFile,
  editFile,
  isConfigured,
  parseEnvFile,
  projectEnvFile,
  type Edited,
  type Editing,
} from '@dust-workspace/environment';
import { relative } from 'node:path';
import type { Base, Deadlines } from '../session.js';
import { whileLocked, type ConfigurationRun } from './configurationRun.js';
import { settleConfiguration } from './settleConfiguration.js';

/** Has the configuration of a component edited. It is saved when every value is what the manifest asks for. */
export async function editConfiguration(
  base: Base,
  deadlines: Deadlines,
  name: string,
  editing: Editing,
  run: ConfigurationRun,
): Promise<Result<Edited>> {
  const { root, components } = base.catalog;
  const { environment } = base.selection;
  const component = components.get(name);
  if (component === undefined) throw new Error(`no component ${name} in this catalog`);
  const path = configurationFile(root, environment, name);
  if (!isConfigured(root, environment, component))
    return fail({
      ...problem(
        'not-prepared',
        `the configuration of ${name} was never prepared`,
        `dsw env-config-prepare --env ${environment} makes it.`,
      ),
      file: relative(root, path),
    });
  if (run.dryRun === true) return ok({ kind: 'planned', file: relative(root, path), warnings: [] });
  return editFile(
    {
      root,
      path,
      check: (text, file) => checkEnvText(text, file, component),
      exclusively: (write) =>
        whileLocked(base, deadlines, run, async (session) => {
          await settleConfiguration(session);
          return write();
        }),
    },
    editing,
  );
}

/** Has `env/project.env` edited, also when it is what keeps every other command from working. */
export async function editProject(root: string, editing: Editing, dryRun = false): Promise<Result<Edited>> {
  if (dryRun) return ok({ kind: 'planned', file: relative(root, projectEnvFile(root)), warnings: [] });
  return editFile(
    {
      root,
      path: projectEnvFile(root),
      check: (text, file) => {
        const parsed = parseEnvFile(text, file);
        if (!parsed.ok) return parsed.diagnostics;
        const environment = parsed.value.entries.get('DSW_DEPLOY_ENV');
        const sound = environment === undefined || environment.value === '' ? ok() : checkEnvironmentName(environment.value);
        const place = { line: environment?.line ?? 1, column: 1 };
        return sound.ok ? [] : sound.diagnostics.map((found) => ({ ...found, file, range: { start: place, end: place } }));
      },
      exclusively: (write) => write(),
    },
    editing,
  );
}
