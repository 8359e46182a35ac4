import type { Finding } from './finding.js';

/** What `dsw doctor --json` prints of each finding: `fixable` says whether --fix does anything about it. */
export function findingsAsJson(findings: readonly Finding[]): unknown {
  return findings.map(({ mends = [], ...finding }) => ({ ...finding, fixable: mends.length > 0 }));
}
