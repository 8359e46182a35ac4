/** How long things may take, in milliseconds. */
export interface Patience {
  /** One answer. */
  readonly answer: number;
  /** A server that says that it is busy, until it takes the request. */
  readonly busy: number;
  /** Something that goes on in the server without getting any further. */
  readonly standstill: number;
}

export const patience: Patience = { answer: 60_000, busy: 120_000, standstill: 300_000 };
