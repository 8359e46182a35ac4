import type { Endpoint, HookContext, ManifestTypes } from '@dust-workspace/component/hooks';
import type { SpecialExtension } from './specialExtension.js';

/** What the manifest of every component declares that is a PostgreSQL server. */
export interface ServerManifest extends ManifestTypes {
  env: { readonly POSTGRES_USER: string; readonly POSTGRES_PASSWORD: string };
}

/** A component's server: where it is, who is let in, and all that a hook is given which does not depend on the component. */
export interface ServerContext extends Pick<HookContext, 'component' | 'environment' | 'directory' | 'exec' | 'run' | 'log' | 'signal'> {
  readonly endpoint: Endpoint;
  /** A superuser, who owns everything. */
  readonly user: string;
  readonly password: string;
  /** The variable with which another image is chosen. */
  readonly imageVariable: string;
  /** Those extensions that need more than to be made, whether they are installed or not. */
  readonly special: readonly SpecialExtension[];
}

export interface ServerSettings<M extends ServerManifest> {
  /** The port of the manifest at which the server listens. */
  readonly port: M['port'];
  readonly special?: readonly SpecialExtension[];
}

/** The server of the component whose hook is called. */
export function serverContext<M extends ServerManifest>(
  { component, environment, directory, env, endpoint, exec, run, log, signal }: HookContext<M>,
  { port, special = [] }: ServerSettings<M>,
): ServerContext {
  return {
    ...{ component, environment, directory, exec, run, log, signal },
    endpoint: endpoint(port),
    user: env.POSTGRES_USER,
    password: env.POSTGRES_PASSWORD,
    imageVariable: port.replace(/_PORT$/, '_IMAGE'),
    special,
  };
}
