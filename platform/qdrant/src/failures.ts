import { HookFailure } from '@dust-workspace/component/hooks';

/** Qdrant answered with something else than success. */
export class Refused extends HookFailure {
  constructor(
    readonly status: number,
    message: string,
    remedy: string | undefined,
    /** Milliseconds after which it asks to be asked again. */
    readonly retryAfter?: number,
  ) {
    super(message, remedy);
  }
}

/** Qdrant did not answer, not in time, or not to the end. */
export class NoAnswer extends HookFailure {}

/** Of those that may pass: time-outs, too many requests, and what the server or something before it could not do just now. */
const passing = new Set([408, 429, 500, 502, 503, 504]);

/** Whether it may go well another time. */
export function mayPass(error: unknown): error is Refused | NoAnswer {
  return error instanceof NoAnswer || (error instanceof Refused && passing.has(error.status));
}

/** Whether what was asked for is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Refused && error.status === 404;
}
