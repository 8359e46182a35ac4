/** The first of several names, and how many more there are. Pure. */
export function namesOf(names: readonly string[], most = 10): string {
  const rest = names.length - most;
  return names.slice(0, most).join(', ') + (rest > 0 ? `, and ${rest} more` : '');
}
