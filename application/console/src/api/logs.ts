export interface LogLineAnswer {
  /** When it was written, where it says so. */
  readonly at: number | null;
  readonly text: string;
}

/** Answer of `GET /api/components/<component>/logs`, oldest first. */
export interface LogsAnswer {
  readonly component: string;
  readonly lines: readonly LogLineAnswer[];
}

/** The events of `GET /api/components/<component>/logs/follow`: the last lines first, then new ones. */
export interface LogEvents {
  readonly line: LogLineAnswer;
  /** Nothing more comes of this component for now: why. The stream ends. */
  readonly end: { readonly reason: string };
}
