export interface CodeAnswer {
  /** Good once, for a minute: `/#code=…`. */
  readonly code: string;
}

/** Body of `POST /api/session`: the code out of the address that `dsw console` has opened. */
export interface SessionRequest {
  readonly code: string;
}

export interface SessionAnswer {
  readonly token: string;
}
