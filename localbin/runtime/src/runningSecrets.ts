import type { Instance } from './runtime.js';

/**
 * Tells the redactor the secrets that something was started with: they may have changed since, and it goes on to say the old ones. `environment` is
 * that of the process or container, one `NAME=value` each; engines say null for none.
 */
export function learnFromEnvironment({ component, redactor }: Instance, environment: Iterable<string> | null): void {
  const { env } = component.manifest;
  const secrets: string[] = [];
  for (const assignment of environment ?? []) {
    const equals = assignment.indexOf('=');
    if (env[assignment.slice(0, equals)]?.secret === true) secrets.push(assignment.slice(equals + 1));
  }
  redactor.learn(secrets);
}

/** Whether there may be anything to learn. */
export function hasSecrets({ component }: Instance): boolean {
  return Object.values(component.manifest.env).some(({ secret }) => secret);
}
