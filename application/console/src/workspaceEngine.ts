import { existsSync } from 'node:fs';
import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { openWorkspace, shownVariables, type Workspace } from '@dust-workspace/lifecycle';
import type { Redactor } from '@dust-workspace/lifecycle/guard';
import type { Engine } from './engine.js';

export interface Place {
  readonly root: string;
  readonly environment: string;
  readonly processEnv: Readonly<Record<string, string | undefined>>;
  readonly redactor: Redactor;
}

/** How long manifests are taken to be as they were, in milliseconds: reading them all takes longer than looking at what runs. */
const freshness = 3_000;

/**
 * The engine of a workspace. Manifests and settings change while the console runs, so that they are read anew every few seconds; configuration is
 * read each time.
 */
export function workspaceEngine(place: Place): Engine {
  let known: { readonly workspace: Workspace; readonly at: number } | undefined;

  async function open(): Promise<Result<Workspace>> {
    if (known !== undefined && performance.now() - known.at < freshness) return ok(known.workspace);
    const at = performance.now();
    const opened = await openWorkspace(place);
    known = opened.ok ? { workspace: opened.value, at } : undefined;
    return opened;
  }

  async function asking<T>(body: (workspace: Workspace) => Promise<Result<T>>): Promise<Result<T>> {
    // A folder that is gone would be taken for a workspace without components.
    if (!existsSync(place.root)) return fail(problem('no-workspace', `the workspace ${place.root} is not there`));
    const opened = await open();
    return opened.ok ? body(opened.value) : opened;
  }

  return {
    observe: (signal) =>
      asking(async (workspace) => {
        const report = await workspace.status([], signal);
        const profiles = Object.fromEntries([...workspace.catalog.components].map(([name, { manifest }]) => [name, manifest.profiles]));
        return ok({ report, dependencies: workspace.dependencies(), profiles });
      }),

    usage: () => asking(async (workspace) => ok(await workspace.usage())),

    component: (name) =>
      asking(async (workspace) => {
        const component = workspace.catalog.components.get(name);
        if (component === undefined) return ok(undefined);
        const variables = await workspace.variables(name);
        const { redact } = place.redactor;
        return ok({
          name,
          kind: component.kind,
          description: component.manifest.description,
          profiles: component.manifest.profiles,
          variables: shownVariables(variables),
          diagnostics: variables.diagnostics.map((diagnostic) => ({ ...diagnostic, message: redact(diagnostic.message) })),
        });
      }),

    logs: (name, options) =>
      asking(async (workspace) => {
        const { lines } = await workspace.logsTogether([name], options);
        return ok(lines);
      }),

    backups: () => asking((workspace) => workspace.listBackups()),

    set: (id) => asking((workspace) => workspace.backupContents(id)),

    working: () =>
      asking(async (workspace) => {
        const holder = await workspace.working();
        return ok(holder === undefined ? undefined : `${holder.command} (process ${holder.process.pid})`);
      }),
  };
}
