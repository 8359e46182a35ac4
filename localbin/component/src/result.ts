import type { Diagnostic } from './diagnostic.js';

/** Either a value or the reasons, as diagnostics, why there is none. Exceptions are kept for bugs. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export function ok(): Result<void>;
export function ok<T>(value: T): Result<T>;
export function ok<T>(value?: T): Result<T | undefined> {
  return { ok: true, value };
}

export function fail(...diagnostics: readonly Diagnostic[]): Result<never> {
  return { ok: false, diagnostics };
}

/** An error without a place in a file. */
export function problem(code: string, message: string, remedy?: string): Diagnostic {
  return { severity: 'error', code, message, ...(remedy === undefined ? {} : { remedy }) };
}

/** For the last branch of a `switch` over a closed union: compiles only when every case is handled. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
