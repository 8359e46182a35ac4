/** One file of a bundle. */
export interface Part {
  /** With forward slashes. One that ends in `.json` holds JSON. */
  readonly name: string;
  /** What is in it, for people. */
  readonly holds: string;
  /** A text, or a value that becomes JSON. Rejects with why it cannot be told. */
  readonly gather: () => Promise<unknown>;
}
