/** Options before the command. */
export interface GlobalOptions {
  readonly env?: string;
  readonly runtime?: string;
  readonly profile?: string;
}

export interface VerbOptions extends GlobalOptions {
  readonly dryRun?: true;
  readonly json?: true;
  readonly yes?: true;
  readonly set?: string;
  readonly force?: true;
  readonly consistent?: true;
  /** False with --no-digest. */
  readonly digest?: boolean;
  readonly as?: string;
}
