import type { Finding, FindingGroup } from './finding.js';
import type { Seen } from './seen.js';

/** The findings of what was seen, or the one that nothing could be seen. */
export function findingsOf<T>(
  group: FindingGroup,
  subject: string,
  symptom: Seen<T>,
  examine: (value: T) => readonly Finding[],
): readonly Finding[] {
  if (symptom.kind === 'seen') return examine(symptom.value);
  return [{ kind: 'warning', group, subject, message: `could not be asked: ${symptom.reason}` }];
}
