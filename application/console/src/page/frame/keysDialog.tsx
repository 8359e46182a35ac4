import { Dialog } from '../parts/dialog.js';

interface KeysDialogProps {
  /** Whether single letters do something. */
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => void;
  readonly onClose: () => void;
}

const keys: readonly (readonly [string, string])[] = [
  ['/', 'to the filter'],
  ['↑ ↓ ← →', 'from component to component'],
  ['Enter', 'opens the component'],
  ['Esc', 'closes, or takes the filter back'],
  ['v', 'graph or list'],
  ['1 2 3', 'components, backups, runs'],
  ['?', 'this'],
];

/** Which keys do what. */
export function KeysDialog({ on, onSwitch, onClose }: KeysDialogProps) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl class="keys-list">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((one) => (
                <kbd key={one}>{one}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={on} onChange={({ currentTarget }) => onSwitch(currentTarget.checked)} /> Single letters and digits
        do something
      </label>
    </Dialog>
  );
}
