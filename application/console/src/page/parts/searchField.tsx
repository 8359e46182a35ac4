import type { ComponentChildren, InputHTMLAttributes, RefObject } from 'preact';
import { Icon } from './icon.js';

interface SearchFieldProps {
  /** What is searched, for whoever does not see the placeholder. */
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly wide?: boolean;
  readonly input?: Pick<InputHTMLAttributes, 'title' | 'onKeyDown'>;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
  /** Behind the text. */
  readonly children?: ComponentChildren;
}

export function SearchField({ label, placeholder, text, onText, wide = false, input, inputRef, children }: SearchFieldProps) {
  return (
    <label class={wide ? 'field search wide' : 'field search'}>
      <Icon name="search" size={14} />
      <span class="hidden">{label}</span>
      <input
        ref={inputRef ?? null}
        type="search"
        placeholder={placeholder}
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => onText(currentTarget.value)}
        {...input}
      />
      {children}
    </label>
  );
}
