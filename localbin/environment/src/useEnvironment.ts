import { readFile } from 'node:fs/promises';
import { fail, nearMiss, ok, problem, type Result } from '@dust-workspace/component';
import { writeAtomically } from './atomicWrite.js';
import { joinEnvText, segmentOf, splitEnvText, type EnvText } from './configuration/envText.js';
import { checkEnvironmentName } from './environmentName.js';
import { knownEnvironments } from './knownEnvironments.js';
import { projectEnvFile } from './paths.js';
import { behindLinks, prepareProjectEnv } from './prepareConfiguration.js';
import { readEnvText } from './configuration/readEnvText.js';

const variable = 'DSW_DEPLOY_ENV';

/**
 * Makes `name` the environment that commands act on, in `env/project.env`, where nothing else changes. Returns the name before. Works also where
 * the present one is no name for an environment. In a dry run nothing changes at all.
 */
export async function useEnvironment(root: string, name: string, dryRun = false): Promise<Result<string>> {
  const sound = checkEnvironmentName(name);
  if (!sound.ok) return sound;
  const known = knownEnvironments(root).map((environment) => environment.name);
  if (!known.includes(name)) return fail(unknownEnvironment(name, known));
  const file = projectEnvFile(root);
  const present = await readEnvText(file, 'env/project.env');
  if (!present.ok) return present;
  if (present.value === undefined && !dryRun) await prepareProjectEnv(root);
  const text = present.value ?? (await readFile(file, 'utf8').catch(() => ''));
  const split = splitEnvText(text, 'env/project.env');
  if (!split.ok) return split;
  const before = segmentOf(split.value, variable)?.value ?? 'local';
  const after = joinEnvText(withValue(split.value, name));
  if (after !== text && !dryRun) await writeAtomically(await behindLinks(file), after);
  return ok(before);
}

export function unknownEnvironment(name: string, known: readonly string[]): ReturnType<typeof problem> {
  const near = nearMiss(name, known);
  const remedy = `${near === undefined ? 'dsw env-list lists those that there are' : `Did you mean ${near}?`}; dsw env-create ${name} makes it.`;
  return problem('unknown-environment', `there is no environment ${name}`, remedy.replace('?;', '? Otherwise'));
}

/** What stands behind the value, a comment, stays. */
function withValue(text: EnvText, name: string): EnvText {
  const found = segmentOf(text, variable);
  if (found === undefined) {
    const segment = { name: variable, value: name, leading: [], source: [`${variable}=${name}`], line: 0 };
    return { ...text, segments: [...text.segments, segment] };
  }
  const [line = ''] = found.source;
  const rest = /\s+#.*$/.exec(line.slice(line.indexOf('=') + 1))?.[0] ?? '';
  const changed = { ...found, value: name, source: [`${line.slice(0, line.indexOf('=') + 1)}${name}${rest}`] };
  return { ...text, segments: text.segments.map((segment) => (segment === found ? changed : segment)) };
}
