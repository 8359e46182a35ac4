import type { HookContext, Hooks } from '@dust-workspace/component/hooks';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { dumpUnavailable } from './dumpUnavailable.js';
import { engine } from './engine.js';
import { inspect } from './inspect.js';
import { restore } from './restore.js';
import { serverContext, type ServerContext, type ServerManifest, type ServerSettings } from './serverContext.js';
import { verify } from './verify.js';

export interface PostgresOptions<M extends ServerManifest> extends ServerSettings<M> {
  /** What the server is to hold before it is used. Running it again changes nothing. */
  readonly init: (server: ServerContext, env: M['env']) => Promise<void>;
}

export type PostgresHooks<M extends ServerManifest> = Required<
  Pick<Hooks<M>, 'init' | 'backupUnavailable' | 'backup' | 'restore' | 'verify' | 'inspect' | 'contents' | 'engine'>
>;

/** The hooks of a component that is a PostgreSQL server. */
export function postgresComponent<M extends ServerManifest>({ init, ...settings }: PostgresOptions<M>): PostgresHooks<M> {
  const server = (context: HookContext<M>): ServerContext => serverContext(context, settings);
  return {
    init: (context) => init(server(context), context.env),
    backupUnavailable: (context) => dumpUnavailable(server(context)),
    backup: (context, snapshot) => backup(server(context), snapshot),
    restore: (context, snapshot) => restore(server(context), snapshot),
    verify: (context, snapshot) => verify(server(context), snapshot),
    inspect: (context) => inspect(server(context)),
    contents: (context, options) => contents(server(context), options),
    engine: (context) => engine(server(context)),
  };
}
