import { useState } from 'preact/hooks';
import { formatClock, formatSpan } from '../format.js';
import { useNow } from '../hooks/useNow.js';
import { useSelect } from '../hooks/useSelect.js';
import { Icon } from '../parts/icon.js';
import { Diagnostics, Note } from '../parts/problem.js';
import { Unlock } from './unlock.js';

/** What is not as it should be, apart from the components themselves. */
export function Notices() {
  const unavailable = useSelect((state) => state.unavailable);
  const diagnostics = useSelect((state) => state.known?.diagnostics);
  const shown = unavailable === null ? (diagnostics ?? []) : [];
  return (
    <div class="notices">
      <Lost />
      {unavailable !== null && (
        <Note
          tone="bad"
          text={`The engine does not answer since ${formatClock(Date.parse(unavailable.since), true)}: ${unavailable.reason}`}
          remedy={unavailable.remedy}
        >
          <p class="remedy">What is shown is from before. It is asked again all the time.</p>
          {unavailable.diagnostics.length > 1 && <Diagnostics diagnostics={unavailable.diagnostics} />}
        </Note>
      )}
      <Diagnostics diagnostics={shown} />
      <ReadOnly />
    </div>
  );
}

function Lost() {
  const link = useSelect((state) => state.link);
  const known = useSelect((state) => state.known !== undefined);
  const self = useSelect((state) => state.known?.self ?? 'console');
  const now = useNow(1_000);
  if (link.kind !== 'lost') return null;
  // A restart takes a moment, and is nothing to shout about.
  if (now - link.since < 2_000) return null;
  return (
    <Note
      tone="bad"
      text={`The console has not answered for ${formatSpan(now - link.since)}.${known ? ' What is shown is from before.' : ''}`}
      remedy={`It is tried again by itself. If it was stopped: dsw start ${self}`}
    />
  );
}

function ReadOnly() {
  const access = useSelect((state) => state.access.kind);
  const changes = useSelect((state) => state.known?.changes);
  const [unlocking, setUnlocking] = useState(false);
  if (changes?.allowed === false) return <Note tone="quiet" text={`Read only: ${changes.reason}`} remedy={changes.remedy} />;
  if (changes === undefined || access === 'granted' || access === 'asking') return null;
  return (
    <div class="note tone-quiet read-only">
      <Icon name="lock" />
      <p class="note-text">
        {access === 'refused' ? 'The token of this page is not right any more.' : 'Read only.'} <code>dsw console</code> opens it with the
        right to change things.
      </p>
      <button type="button" class="button small" onClick={() => setUnlocking(true)}>
        Enter a token
      </button>
      {unlocking && <Unlock onClose={() => setUnlocking(false)} />}
    </div>
  );
}
