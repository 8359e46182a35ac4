import type { SetSummaryAnswer } from '../../api.js';
import { Ago } from '../parts/ago.js';
import { Icon } from '../parts/icon.js';
import type { Proof } from './proof.js';

/** Whether a set is known to come back, and since when. */
export function ProofBadge({ proof: { kind, at, text }, now }: { readonly proof: Proof; readonly now: number }) {
  const words = { drilled: 'restored on trial and compared', verified: 'read to its end and checked', none: 'nobody has tried it yet' };
  return (
    <span class={`mark proof-${kind}`} title={words[kind]}>
      {kind !== 'none' && <Icon name="check" size={12} />}
      {text}
      {at !== null && (
        <span class="mark-age">
          <Ago at={at} now={now} />
        </span>
      )}
    </span>
  );
}

/** What else is to be known of a set. */
export function SetMarks({ set: { pinned, incomplete, consistent } }: { readonly set: SetSummaryAnswer }) {
  return (
    <>
      {incomplete.length > 0 && (
        <span class="mark bad" title={incomplete.map(({ component, reason }) => `${component}: ${reason}`).join('\n')}>
          <Icon name="warning" size={12} /> incomplete
        </span>
      )}
      {pinned !== null && (
        <span class="mark" title={pinned.reason}>
          <Icon name="pin" size={12} /> pinned
        </span>
      )}
      {consistent && (
        <span class="mark" title="What writes was stopped meanwhile">
          consistent
        </span>
      )}
    </>
  );
}
