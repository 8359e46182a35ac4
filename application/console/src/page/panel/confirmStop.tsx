import { counted } from '../format.js';
import { Dialog } from '../parts/dialog.js';
import { componentWords } from '../words.js';

interface ConfirmStopProps {
  readonly name: string;
  readonly verb: 'stop' | 'restart';
  /** What stops along with it. */
  readonly along: readonly string[];
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Asks before others are stopped along with a component. */
export function ConfirmStop({ name, verb, along, onClose, onConfirm }: ConfirmStopProps) {
  const { text } = componentWords[verb];
  return (
    <Dialog title={`${text} ${name}?`} onClose={onClose} alert>
      <p>
        {counted(along.length, 'component')} {along.length === 1 ? 'needs' : 'need'} it and {along.length === 1 ? 'stops' : 'stop'} first
        {verb === 'restart' ? ', to be started again afterwards' : ''}:
      </p>
      <ul class="names">
        {along.map((other) => (
          <li key={other}>{other}</li>
        ))}
      </ul>
      <p class="dialog-actions">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class="button danger"
          onClick={() => {
            onConfirm();
            onClose();
          }}
        >
          {text} {counted(along.length + 1, 'component')}
        </button>
      </p>
    </Dialog>
  );
}
