export type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value from YAML or JSON is a mapping, as opposed to a list, a scalar or nothing. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
