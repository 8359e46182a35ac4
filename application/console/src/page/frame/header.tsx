import type { UnavailableAnswer } from '../../api.js';
import { formatAgo } from '../format.js';
import { useNow } from '../hooks/useNow.js';
import { useSelect } from '../hooks/useSelect.js';
import { useTheme, type Theme } from '../hooks/useTheme.js';
import { Icon, type IconName } from '../parts/icon.js';
import { runAtWork, type Link } from '../state/pageState.js';
import { addressOf, start, type Route } from '../state/route.js';

interface HeaderProps {
  readonly route: Route;
  readonly onKeys: () => void;
}

const pages: readonly { readonly kind: Route['kind']; readonly text: string; readonly href: string }[] = [
  { kind: 'components', text: 'Components', href: addressOf(start) },
  { kind: 'backups', text: 'Backups', href: addressOf({ kind: 'backups', set: null }) },
  { kind: 'runs', text: 'Runs', href: addressOf({ kind: 'runs', run: null }) },
];

/** Where one is, whether what is shown is live, and the way to the other pages. */
export function Header({ route, onKeys }: HeaderProps) {
  const environment = useSelect((state) => state.known?.environment);
  const runtime = useSelect((state) => state.known?.runtime);
  const workspace = useSelect((state) => state.known?.workspace);
  const working = useSelect((state) => runAtWork(state) !== undefined);
  return (
    <header class="top">
      <a class="brand" href={addressOf(start)}>
        <img src="./icon.svg" alt="" width="24" height="24" />
        <h1 title={workspace?.path}>{workspace?.name ?? 'Dust-Workspace'}</h1>
      </a>
      <p class="where">
        {environment !== undefined && <span class="environment">{environment}</span>}
        {runtime !== undefined && runtime !== null && <span class="minor">{runtime}</span>}
      </p>
      <nav class="pages" aria-label="Pages">
        {pages.map(({ kind, text, href }) => (
          <a key={kind} href={href} aria-current={route.kind === kind ? 'page' : undefined}>
            {text}
            {kind === 'runs' && working && <span class="spinner" role="img" aria-label="at work" />}
          </a>
        ))}
      </nav>
      <Connection />
      <ThemeSwitch />
      <button type="button" class="button quiet square keys" aria-label="Keys" title="Keys (?)" onClick={onKeys}>
        <Icon name="keyboard" />
      </button>
    </header>
  );
}

function Connection() {
  const link = useSelect((state) => state.link);
  const unavailable = useSelect((state) => state.unavailable);
  const now = useNow(1_000);
  const [kind, text] = described(link, unavailable);
  const seen = link.kind === 'lost' ? link.since : unavailable === null ? undefined : Date.parse(unavailable.since);
  return (
    <p class={`connection ${kind}`}>
      <span class={`light ${kind}`} />
      {text}
      {seen !== undefined && <span class="minor connection-age">as of {formatAgo(now - seen)}</span>}
    </p>
  );
}

function described(link: Link, unavailable: UnavailableAnswer | null): readonly [kind: string, text: string] {
  switch (link.kind) {
    case 'connecting':
      return ['waiting', 'Connecting'];
    case 'lost':
      return ['lost', 'Reconnecting'];
    case 'live':
      return unavailable === null ? ['live', 'Live'] : ['away', 'Engine away'];
  }
}

const themeIcons: Readonly<Record<Theme, IconName>> = { system: 'half', light: 'sun', dark: 'moon' };
const nextTheme: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

function ThemeSwitch() {
  const [theme, choose] = useTheme();
  const next = nextTheme[theme];
  return (
    <button
      type="button"
      class="button quiet square"
      aria-label={`Theme: ${theme}`}
      title={`Theme: ${theme}; click for ${next}`}
      onClick={() => choose(next)}
    >
      <Icon name={themeIcons[theme]} />
    </button>
  );
}
