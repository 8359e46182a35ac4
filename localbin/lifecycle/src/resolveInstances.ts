import type { Component, Diagnostic } from '@dust-workspace/component';
import { environmentPaths, volumeFolder, type ComponentVariables, type Redactor } from '@dust-workspace/environment';
import type { Instance } from '@dust-workspace/runtime';
import { join } from 'node:path';
import { resolveAll, type ResolveOptions } from './resolveAll.js';

/** A component as it would run in the selected environment. */
export interface ResolvedInstance {
  readonly instance: Instance;
  readonly variables: ComponentVariables;
  /** Problems of its variables, which prevent a start. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What stands for what a component has said, as long as its secrets are not known. */
export const withheld = '(not shown while its secrets are unknown)';

const nothing: ComponentVariables = { variables: new Map(), inside: {}, ports: {}, readable: true, diagnostics: [] };

/** Reads every layer of `names` and of whatever their values refer to, and resolves them. */
export async function resolveInstances(options: ResolveOptions): Promise<ReadonlyMap<string, ResolvedInstance>> {
  const { catalog, selection, runtimes, redactor } = options;
  const { environment } = selection;
  const paths = environmentPaths(catalog.root, environment);
  const { resolved } = await resolveAll(options);
  return new Map(
    [...catalog.components.values()].map((component) => {
      const variables = resolved.get(component.name) ?? nothing;
      const values = [...variables.variables.values()];
      const instance: Instance = {
        component,
        environment,
        runtime: runtimes.byComponent.get(component.name) ?? runtimes.environment,
        workspace: catalog.root,
        variables: Object.fromEntries(values.map(({ name, value }) => [name, value])),
        inside: variables.inside,
        secrets: new Set(values.filter(({ secret }) => secret).map(({ name }) => name)),
        redactor: hasUnknownSecrets({ component, variables }) ? withholding(redactor) : redactor,
        ports: variables.ports,
        volume: volumeFolder(component.directory, environment),
        runDirectory: join(paths.run, component.name),
      };
      const contradiction = runtimes.contradictions.get(component.name);
      const diagnostics = contradiction === undefined ? variables.diagnostics : [...variables.diagnostics, contradiction];
      return [component.name, { instance, variables, diagnostics }];
    }),
  );
}

/** Whether the component has secrets that are not known, since a file that may set them cannot be read. */
export function hasUnknownSecrets({ component, variables }: { component: Component; variables: ComponentVariables }): boolean {
  return !variables.readable && Object.values(component.manifest.env).some(({ secret }) => secret);
}

/** Nothing is told of what such a component says. What is kept is kept, and redacted once more when somebody reads it. */
export function withholding(redactor: Redactor): Instance['redactor'] {
  return { redact: () => withheld, learn: (secrets) => redactor.learn(secrets), stream: () => redactor.stream() };
}
