import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { ContentEntry } from '@dust-workspace/component';

const chunkSize = 64 * 1024;

/** Writes what data hold as a JSON array, an entry a line, one after the other, as there may be millions of them. */
export class ContentsFile {
  private text = '[';
  private separator = '\n';

  constructor(private readonly output: Writable) {}

  /** Resolves when there is room for more. Rejects where the output fails. */
  async add(entry: ContentEntry): Promise<void> {
    this.text += `${this.separator}${JSON.stringify(entry)}`;
    this.separator = ',\n';
    if (this.text.length < chunkSize) return;
    if (this.output.destroyed) throw this.output.errored ?? new Error('the contents cannot be written');
    const room = this.output.write(this.text);
    this.text = '';
    if (!room) await once(this.output, 'drain');
  }

  end(): void {
    this.output.end(`${this.text}${this.separator === '\n' ? '' : '\n'}]\n`);
  }
}
