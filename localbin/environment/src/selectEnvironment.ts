import { namePattern, fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { readEnvFile, type EnvFile } from './envFile.js';
import { isImagePrefix } from './imagePrefix.js';
import { projectEnvFile, reservedEnvironmentNames } from './paths.js';

export const runtimeChoices = ['auto', 'compose', 'process'] as const;
export type RuntimeChoice = (typeof runtimeChoices)[number];

/** Which environment commands act on, and what `env/project.env` and the invoker say of the workspace as a whole. */
export interface Selection {
  readonly environment: string;
  /** Where that name comes from, for people. */
  readonly origin: string;
  /** Another environment, whose configuration and secrets are used instead of its own: those of a throw-away copy. Ports are never taken over. */
  readonly configurationOf?: string;
  readonly profile: string;
  /** Where that name comes from, for people. */
  readonly profileOrigin: string;
  readonly runtime: RuntimeChoice;
  /** Where that choice comes from, for people. */
  readonly runtimeOrigin: string;
  /** The prefix of a mirror for images: a host, perhaps with a port and a path. */
  readonly registry?: string;
  readonly project: EnvFile;
}

/**
 * The environment is `requested`, else DSW_DEPLOY_ENV of the invoker, else of `env/project.env`, else `local`.
 * The runtime is `requestedRuntime`, else DSW_RUNTIME in the same order; the profile is `requestedProfile`, else DSW_PROFILE; DSW_REGISTRY follows it too.
 */
export async function selectEnvironment(options: {
  root: string;
  processEnv: NodeJS.ProcessEnv;
  requested?: string | undefined;
  requestedRuntime?: string | undefined;
  requestedProfile?: string | undefined;
}): Promise<Result<Selection>> {
  const project = await readEnvFile(projectEnvFile(options.root), 'env/project.env');
  if (!project.ok) return project;
  const setting = (name: string, fallback: string): Setting => {
    const own = options.processEnv[name];
    if (own !== undefined && own !== '') return { value: own, origin: `${name} of the shell` };
    const entry = project.value.entries.get(name);
    if (entry !== undefined && entry.value !== '') return { value: entry.value, origin: 'env/project.env', line: entry.line };
    return { value: fallback, origin: 'the default' };
  };
  const asked = (value: string | undefined): Setting | undefined =>
    value === undefined ? undefined : { value, origin: 'the command line' };
  const environment = asked(options.requested) ?? setting('DSW_DEPLOY_ENV', 'local');
  const profile = asked(options.requestedProfile) ?? setting('DSW_PROFILE', 'starter');
  const runtime = asked(options.requestedRuntime) ?? setting('DSW_RUNTIME', 'auto');
  const registry = setting('DSW_REGISTRY', '');
  const diagnostics = [
    ...checkName('environment', environment),
    ...checkName('profile', profile),
    ...(isRuntimeChoice(runtime.value)
      ? []
      : [wrong(runtime, `there is no runtime ${quoted(runtime.value)}`, `Use one of ${runtimeChoices.join(', ')}.`)]),
    ...checkRegistry(registry),
  ];
  if (diagnostics.length > 0 || !isRuntimeChoice(runtime.value)) return fail(...diagnostics);
  return ok({
    environment: environment.value,
    origin: environment.origin,
    profile: profile.value,
    profileOrigin: profile.origin,
    runtime: runtime.value,
    runtimeOrigin: runtime.origin,
    ...(registry.value === '' ? {} : { registry: registry.value }),
    project: project.value,
  });
}

interface Setting {
  readonly value: string;
  readonly origin: string;
  readonly line?: number;
}

function checkName(what: string, setting: Setting): Diagnostic[] {
  if (!namePattern.test(setting.value) || setting.value.length > 40)
    return [
      wrong(
        setting,
        `${quoted(setting.value)} is no name for ${what === 'profile' ? 'a' : 'an'} ${what}`,
        'Use up to 40 lower-case letters, digits and dashes, a letter first.',
      ),
    ];
  if (what === 'environment' && reservedEnvironmentNames.includes(setting.value))
    return [wrong(setting, `the name ${quoted(setting.value)} is reserved`, 'Choose another name for the environment.')];
  return [];
}

function checkRegistry(setting: Setting): Diagnostic[] {
  if (setting.value === '' || isImagePrefix(setting.value)) return [];
  // What stands before an @ may be a password.
  const shown = setting.value.includes('@') ? 'the value of DSW_REGISTRY' : quoted(setting.value);
  const remedy = 'Write a host without https://, in lower case, such as mirror.example.org or 127.0.0.1:5000/hub, or remove DSW_REGISTRY.';
  return [wrong(setting, `${shown} is no prefix for images`, remedy)];
}

function wrong(setting: Setting, message: string, remedy: string): Diagnostic {
  const base = problem('selection', `${message} (from ${setting.origin})`, remedy);
  if (setting.line === undefined) return base;
  const position = { line: setting.line, column: 1 };
  return { ...base, file: 'env/project.env', range: { start: position, end: position } };
}

function isRuntimeChoice(value: string): value is RuntimeChoice {
  return (runtimeChoices as readonly string[]).includes(value);
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
