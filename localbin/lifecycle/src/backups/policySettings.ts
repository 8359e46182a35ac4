import { policyKeys, policyVariable, type PolicyKey, type PolicySetting, type PolicySettings } from '@dust-workspace/backup';
import type { EnvFile } from '@dust-workspace/environment';
import type { Base } from '../session.js';

/** Lines of a policy on the command line, by what they say: `last`, `daily`. */
export type GivenRules = Readonly<Partial<Record<PolicyKey, string>>>;

/** Where each line of the policy comes from: the command line, else the shell, else `env/project.env`. */
export function policySettings(
  { selection, processEnv }: { readonly selection: { readonly project: EnvFile }; readonly processEnv: Base['processEnv'] },
  given: GivenRules = {},
): PolicySettings {
  return Object.fromEntries(
    policyKeys.flatMap((key) => {
      const setting = commandLine(key, given) ?? shell(key, processEnv) ?? projectFile(key, selection.project);
      return setting === undefined ? [] : [[key, setting]];
    }),
  );
}

function commandLine(key: PolicyKey, given: GivenRules): PolicySetting | undefined {
  const text = given[key];
  return text === undefined ? undefined : { text, origin: `--keep-${key}` };
}

function shell(key: PolicyKey, processEnv: Base['processEnv']): PolicySetting | undefined {
  const text = processEnv[policyVariable(key)];
  return text === undefined || text === '' ? undefined : { text, origin: 'the shell' };
}

function projectFile(key: PolicyKey, { file, entries }: EnvFile): PolicySetting | undefined {
  const entry = entries.get(policyVariable(key));
  if (entry === undefined || entry.value === '') return undefined;
  const start = entry.locate?.(0) ?? { line: entry.line, column: 1 };
  const end = entry.locate?.(entry.value.length) ?? start;
  return { text: entry.value, origin: file, place: { file, range: { start, end } } };
}
