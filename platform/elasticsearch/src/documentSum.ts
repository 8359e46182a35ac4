import { createHash } from 'node:crypto';

const modulus = 1n << 256n;

/** Counts documents, and makes a digest of them that does not depend on their order: the sum of their SHA-256. */
export class DocumentSum {
  count = 0;
  #sum = 0n;

  add(id: string, routing: string | undefined, source: unknown): void {
    const text = JSON.stringify([id, routing ?? null, source ?? null]);
    this.#sum = (this.#sum + BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)) % modulus;
    this.count++;
  }

  get digest(): string {
    return this.#sum.toString(16).padStart(64, '0');
  }
}
