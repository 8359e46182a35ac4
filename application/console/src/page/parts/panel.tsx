import type { ComponentChildren, RefObject } from 'preact';
import { Icon } from './icon.js';

interface PanelProps {
  readonly label: string;
  readonly title: string;
  readonly titleRef?: RefObject<HTMLHeadingElement | null>;
  /** Below the title. */
  readonly subtitle?: ComponentChildren;
  /** Beside the title. */
  readonly badge?: ComponentChildren;
  /** Where there is no room for the panel beside the rest, it leads back: to all of what. */
  readonly back: string;
  readonly closeTitle?: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** Everything about one of many, beside their list. */
export function Panel({ label, title, titleRef, subtitle, badge, back, closeTitle = 'Close', onClose, children }: PanelProps) {
  return (
    <aside class="panel" aria-label={label}>
      <header class="panel-head">
        <button type="button" class="button quiet square panel-back" aria-label={back} onClick={onClose}>
          <Icon name="back" />
        </button>
        <div class="panel-title">
          {titleRef === undefined ? (
            <h2>{title}</h2>
          ) : (
            <h2 ref={titleRef} tabIndex={-1}>
              {title}
            </h2>
          )}
          {subtitle !== undefined && <p class="minor">{subtitle}</p>}
        </div>
        {badge}
        <button type="button" class="button quiet square panel-close" aria-label="Close" title={closeTitle} onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </aside>
  );
}
