import { useEffect } from 'preact/hooks';
import { remembered, useRemembered } from './useRemembered.js';

const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** The chosen theme and how to choose another. Whatever draws on a canvas listens for `themechange` on the document. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, choose] = useRemembered<Theme>('theme', themes, 'system');
  useEffect(() => {
    apply(theme);
    const media = matchMedia('(prefers-color-scheme: dark)');
    media.addEventListener('change', tell);
    return () => media.removeEventListener('change', tell);
  }, [theme]);
  return [theme, choose];
}

/** Before anything is drawn. */
export function applyRememberedTheme(): void {
  apply(remembered('theme', themes) ?? 'system');
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  tell();
}

function tell(): void {
  document.dispatchEvent(new Event('themechange'));
}
