import {
  ComponentGraph,
  fail,
  loadCatalog,
  nearMiss,
  ok,
  parseDuration,
  problem,
  type Catalog,
  type Diagnostic,
  type Result,
} from '@dust-workspace/component';
import { Redactor, selectEnvironment, type Selection } from '@dust-workspace/environment';
import { composeRuntime, processRuntime } from '@dust-workspace/runtime';
import { findRuntimes } from './findRuntimes.js';
import { routeRuntimes } from './routeRuntimes.js';
import type { Base, Deadlines } from './session.js';
import { Workspace } from './workspace.js';

export interface OpenOptions {
  /** Absolute path of the workspace. */
  readonly root: string;
  readonly processEnv: NodeJS.ProcessEnv;
  /** Instead of DSW_DEPLOY_ENV. */
  readonly environment?: string;
  /** Instead of DSW_RUNTIME. */
  readonly runtime?: string;
  /** Instead of DSW_PROFILE. */
  readonly profile?: string;
  readonly now?: () => Date;
  /** Learns every secret that is met. A face has its own, through which all passes that it prints; everything that comes from the engine has passed it. */
  readonly redactor?: Redactor;
  /** Where manifests are kept as they were read, see `loadCatalog`. */
  readonly memo?: string;
}

/** Reads manifests and settings. Broken manifests do not make this fail: they are in `catalog.diagnostics`. */
export async function openWorkspace(options: OpenOptions): Promise<Result<Workspace>> {
  const { root, processEnv, now = () => new Date(), redactor = new Redactor(), memo } = options;
  const [catalog, selection] = await Promise.all([
    loadCatalog(root, memo === undefined ? {} : { memo }),
    selectEnvironment({
      root,
      processEnv,
      requested: options.environment,
      requestedRuntime: options.runtime,
      requestedProfile: options.profile,
    }),
  ]);
  if (!selection.ok) return selection;
  const unknown = unknownProfile(catalog, selection.value);
  if (unknown !== undefined) return fail(unknown);
  const deadlines = readDeadlines(selection.value, processEnv);
  if (!deadlines.ok) return deadlines;
  const runtimes = await findRuntimes(catalog, selection.value, processEnv);
  const { registry } = selection.value;
  const runtime = routeRuntimes(runtimes.environment, {
    process: processRuntime({ processEnv }),
    compose: composeRuntime({ processEnv, ...(registry === undefined ? {} : { registry }) }),
  });
  const graph = new ComponentGraph(catalog.components);
  const settled = { catalog, graph, selection: selection.value, runtime, processEnv, now, redactor };
  const reread = async (): Promise<Base> => {
    const current = await findRuntimes(catalog, selection.value, processEnv);
    return { ...settled, runtimes: current, reread };
  };
  const base: Base = { ...settled, runtimes, reread };
  return ok(new Workspace(base, deadlines.value));
}

/** Somebody chose a profile that no component is in. A disabled component may be the one that is. */
function unknownProfile({ components, disabled }: Catalog, { profile, profileOrigin }: Selection): Diagnostic | undefined {
  const known = new Set([...components.values()].flatMap(({ manifest }) => manifest.profiles));
  if (profileOrigin === 'the default' || known.has(profile) || disabled.length > 0) return undefined;
  const near = nearMiss(profile, known);
  const remedy = known.size === 0 ? 'Components name theirs under `profiles`.' : `The profiles are ${[...known].sort().join(', ')}.`;
  const message = `no component is in the profile ${profile} (from ${profileOrigin})`;
  return problem('unknown-profile', message, near === undefined ? remedy : `Did you mean ${near}? ${remedy}`);
}

const defaultDeadlines = {
  DSW_HOOK_DEADLINE: '10m',
  DSW_BUILD_DEADLINE: '2h',
  DSW_TRANSFER_DEADLINE: '12h',
  DSW_LOCK_PATIENCE: '5s',
} as const;

function readDeadlines({ project }: Selection, processEnv: NodeJS.ProcessEnv): Result<Deadlines> {
  const read = (name: keyof typeof defaultDeadlines): number | undefined =>
    parseDuration(processEnv[name] ?? project.entries.get(name)?.value ?? defaultDeadlines[name]);
  const [hook, build] = [read('DSW_HOOK_DEADLINE'), read('DSW_BUILD_DEADLINE')];
  const [transfer, lock] = [read('DSW_TRANSFER_DEADLINE'), read('DSW_LOCK_PATIENCE')];
  if (hook !== undefined && build !== undefined && transfer !== undefined && lock !== undefined) return ok({ hook, build, transfer, lock });
  const names = Object.keys(defaultDeadlines).join(', ');
  return fail(problem('deadline', `one of ${names} is no duration`, 'Write it like 30s or 10m, in env/project.env or the shell.'));
}
