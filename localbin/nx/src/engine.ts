import type { Result } from '@dust-workspace/component';
import { bootstrap, openWorkspace, type Bootstrapped, type OpenOptions, type RunOptions, type Workspace } from '@dust-workspace/lifecycle';

/** What this face uses of the engine. */
export interface Engine {
  open(): Promise<Result<EngineWorkspace>>;
  bootstrap(options: RunOptions): Promise<Result<EngineBootstrapped>>;
}

export type EngineWorkspace = Pick<
  Workspace,
  'catalog' | 'checkNames' | 'run' | 'drill' | 'status' | 'logs' | 'variables' | 'validate' | 'prepareConfiguration'
>;

export type EngineBootstrapped = Pick<Bootstrapped, 'report'> & { readonly workspace: EngineWorkspace };

export function engine(options: OpenOptions): Engine {
  return {
    open: () => openWorkspace(options),
    bootstrap: (run) => bootstrap(options, run),
  };
}
