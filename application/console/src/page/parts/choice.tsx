import type { ComponentChildren } from 'preact';

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly key: T; readonly text: string; readonly content?: ComponentChildren }[];
  readonly chosen: T;
  readonly onChoose: (key: T) => void;
}

/** A few choices side by side, of which one holds. */
export function Choice<T extends string>({ label, options, chosen, onChoose }: ChoiceProps<T>) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map(({ key, text, content }) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === chosen}
          aria-label={content === undefined ? undefined : text}
          title={content === undefined ? undefined : text}
          onClick={() => onChoose(key)}
        >
          {content ?? text}
        </button>
      ))}
    </div>
  );
}
