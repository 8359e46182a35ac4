import { useEffect } from 'preact/hooks';
import { useSelect } from '../hooks/useSelect.js';
import { Icon } from '../parts/icon.js';
import { useServices } from '../services.js';
import type { Message } from '../state/pageState.js';
import { addressOf } from '../state/route.js';

/** What became of what was asked for. Good news goes by itself, bad news stays. */
export function Messages() {
  const messages = useSelect((state) => state.messages);
  return (
    <div class="messages" role="status" aria-live="polite">
      {messages.map((message) => (
        <MessageCard key={message.id} message={message} />
      ))}
    </div>
  );
}

function MessageCard({ message: { id, tone, text, remedy, run } }: { readonly message: Message }) {
  const { store } = useServices();
  useEffect(() => {
    if (tone === 'bad') return undefined;
    const timer = setTimeout(() => store.dispatch({ kind: 'dismissed', id }), 6_000);
    return () => clearTimeout(timer);
  }, [id, tone, store]);
  return (
    <div class={`message tone-${tone}`}>
      <span class="message-mark">
        <Icon name={tone === 'bad' ? 'warning' : 'check'} />
      </span>
      <div class="note-text">
        <p>{text}</p>
        {remedy !== null && <p class="remedy">{remedy}</p>}
        {run !== null && tone === 'bad' && (
          <p>
            <a href={addressOf({ kind: 'runs', run })}>What happened</a>
          </p>
        )}
      </div>
      <button
        type="button"
        class="button quiet square small"
        aria-label="Dismiss"
        onClick={() => store.dispatch({ kind: 'dismissed', id })}
      >
        <Icon name="close" size={12} />
      </button>
    </div>
  );
}
