import type { Face } from './face.js';

/**
 * The same value with every text in it redacted. What is broken into lines or cut must come through here first: a secret that is in two pieces would
 * pass whatever looks for it afterwards.
 */
export function withoutSecrets<T>({ redactor }: Pick<Face, 'redactor'>, value: T): T {
  return mapped(value, redactor.redact) as T;
}

function mapped(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((element) => mapped(element, redact));
  if (value instanceof Map) return new Map([...value].map(([key, element]) => [key, mapped(element, redact)]));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, mapped(element, redact)]));
}
