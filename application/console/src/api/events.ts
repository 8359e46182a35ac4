import type { RunMessage } from './runs.js';
import type { StatusAnswer, StatusPatch, UnavailableAnswer } from './status.js';

/**
 * The events of `GET /api/events` by name, and their data. A connection begins with `status`, and `unavailable` while the engine does not answer;
 * then `run` tells the run at work from its beginning. A reader that does not keep up is disconnected: a new connection gets everything again.
 */
export interface ServerEvents {
  readonly status: StatusAnswer;
  readonly patch: StatusPatch;
  readonly run: RunMessage;
  readonly unavailable: UnavailableAnswer;
  readonly available: { readonly at: string };
}
