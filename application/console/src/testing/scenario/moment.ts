/** The moment at which the scenario stands still. */
export const scenarioTime = Date.parse('2026-11-22T14:30:00Z');

export const [second, minute, hour] = [1_000, 60_000, 3_600_000];
export const mib = 1_048_576;

/** So many milliseconds before. */
export function ago(milliseconds: number): string {
  return new Date(scenarioTime - milliseconds).toISOString();
}
