import { unreachable } from '@dust-workspace/component';
import type { KeepReason, RemoveReason } from './keepSets.js';
import { formatSpan } from './span.js';

/** For people; in restic's words where it has the same rule. */
export function describeReason(reason: KeepReason | RemoveReason): string {
  switch (reason.kind) {
    case 'period':
      return `${reason.period} snapshot`;
    case 'within':
      return `within ${formatSpan(reason.within)}`;
    case 'no-policy':
      return 'there is no policy';
    case 'pinned':
      return reason.reason === '' ? 'pinned' : `pinned: ${reason.reason}`;
    case 'last-verified':
      return `last verified of ${reason.components.join(', ')}`;
    case 'newest':
      return `newest of ${reason.components.join(', ')}`;
    case 'not-superseded':
      return 'incomplete, but no newer complete set holds as much';
    case 'expired':
      return 'no rule keeps it';
    case 'superseded':
      return `incomplete, and ${reason.by} holds as much`;
    default:
      return unreachable(reason);
  }
}
