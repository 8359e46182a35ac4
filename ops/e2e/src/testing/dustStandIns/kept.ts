import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a stand-in server keeps in its volume, and finds again at its next start. */
export interface Kept<T> {
  readonly value: T;
  save(): void;
}

export function kept<T>(file: string, empty: T): Kept<T> {
  const value = (read(file) as T | undefined) ?? empty;
  return {
    value,
    save: () => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify(value));
      renameSync(`${file}.new`, file);
    },
  };
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
