/** Options of every command, which stand before it or behind it. */
export interface GlobalOptions {
  readonly env?: string;
  readonly runtime?: string;
  readonly profile?: string;
  /** How many operations run at once, at most. */
  readonly parallel?: number;
}

/** What every command takes that changes something. */
export interface ChangeOptions extends GlobalOptions {
  readonly dryRun?: boolean;
}

export interface VerbOptions extends ChangeOptions {
  readonly json?: true;
  readonly yes?: true;
  readonly set?: string;
  readonly force?: true;
  readonly consistent?: true;
  /** False with --no-digest. */
  readonly digest?: boolean;
  readonly as?: string;
}
