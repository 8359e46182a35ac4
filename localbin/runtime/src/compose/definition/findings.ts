import type { Diagnostic } from '@dust-workspace/component';
import type { ComposeSource } from './composeSource.js';

/** Collects what is wrong with a compose file, each at its place. */
export class Findings {
  readonly diagnostics: Diagnostic[] = [];

  constructor(readonly source: ComposeSource) {}

  /** Adds a problem with a key, or with its value, in a mapping or list of the source's data. */
  add(container: object, key: string | number, part: 'key' | 'value', code: string, message: string, remedy?: string): void {
    const { file } = this.source;
    const range = this.source.locate(container, key, part);
    this.diagnostics.push({ severity: 'error', code, message, ...(remedy !== undefined && { remedy }), file, range });
  }
}
