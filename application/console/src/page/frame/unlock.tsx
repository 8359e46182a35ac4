import { useEffect, useState } from 'preact/hooks';
import { useSelect } from '../hooks/useSelect.js';
import { Dialog } from '../parts/dialog.js';
import { Note } from '../parts/problem.js';
import { useServices } from '../services.js';
import { keyTyped } from '../state/session.js';

/** Takes a token, for a browser that `dsw console` could not open. */
export function Unlock({ onClose }: { readonly onClose: () => void }) {
  const { unlock } = useServices();
  const access = useSelect((state) => state.access.kind);
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const key = keyTyped(typed);
  useEffect(() => {
    if (access === 'granted') onClose();
  }, [access]);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (key === undefined) return;
    await unlock(key);
    setTried(true);
  };
  return (
    <Dialog title="Change things from here" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <p>
          In a terminal in the workspace, <code>dsw console --url</code> prints an address that carries the token. Paste it here.
        </p>
        <label class="labelled">
          <span>Address or token</span>
          <input
            type="password"
            value={typed}
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        </label>
        {tried && access === 'refused' && (
          <Note
            tone="bad"
            text="The console does not know this token."
            remedy="It is made anew with the configuration: ask for the address again."
          />
        )}
        <p class="minor">It stays in this tab until the tab is closed.</p>
        <p class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" disabled={key === undefined}>
            Use it
          </button>
        </p>
      </form>
    </Dialog>
  );
}
