import type { Result } from '@dust-workspace/component';
import type { StatusReport } from '@dust-workspace/lifecycle';

/** Asks the engine for the state of every component, now. */
export type Observe = () => Promise<Result<StatusReport>>;
