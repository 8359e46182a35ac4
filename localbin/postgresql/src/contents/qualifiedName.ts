/** A name of several parts, each in double quotes where it would not be read back as it is. The same in every version of PostgreSQL. Pure. */
export function qualifiedName(...parts: readonly string[]): string {
  return parts.map((part) => (plain.test(part) ? part : `"${part.replaceAll('"', '""')}"`)).join('.');
}

const plain = /^[a-z_][a-z0-9_]*$/;
