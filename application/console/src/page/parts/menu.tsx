import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon.js';

export interface MenuItem {
  readonly key: string;
  readonly text: string;
  /** What it does, in a few words; or why it cannot be done. */
  readonly note?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onChoose: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly icon?: IconName;
  /** Shows the label; otherwise it is only said. */
  readonly named?: boolean;
  readonly items: readonly MenuItem[];
  readonly disabled?: boolean;
  readonly title?: string | undefined;
  readonly children?: ComponentChildren;
}

/** A button that opens a list of commands: arrows move, Enter chooses, Escape closes. */
export function Menu({ label, icon = 'down', named = false, items, disabled = false, title }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return undefined;
    focusItem(list.current, 0);
    const outside = (event: Event): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') close();
    else if (event.key === 'Home') focusItem(list.current, 0);
    else if (event.key === 'End') focusItem(list.current, -1);
    else if (step !== undefined) focusItem(list.current, focused(list.current) + step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="menu" ref={root}>
      <button
        ref={button}
        type="button"
        class={named ? 'button' : 'button square'}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={named ? undefined : label}
        title={title ?? (named ? undefined : label)}
        disabled={disabled}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || open) return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {named && label}
        <Icon name={icon} />
      </button>
      {open && (
        <div class="menu-list" id={id} role="menu" aria-label={label} ref={list} onKeyDown={press}>
          {items.map(({ key, text, note, danger = false, disabled: off = false, onChoose }) => (
            <button
              key={key}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={danger ? 'menu-item danger' : 'menu-item'}
              aria-disabled={off}
              onClick={() => {
                if (off) return;
                close();
                onChoose();
              }}
            >
              <span>{text}</span>
              {note !== undefined && <span class="menu-note">{note}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function itemsOf(list: HTMLElement | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
}

function focused(list: HTMLElement | null): number {
  return itemsOf(list).findIndex((item) => item === document.activeElement);
}

function focusItem(list: HTMLElement | null, index: number): void {
  const items = itemsOf(list);
  items.at(index % Math.max(1, items.length))?.focus();
}
