export const panelTabs = ['overview', 'logs', 'variables', 'backups'] as const;
export type PanelTab = (typeof panelTabs)[number];

/** What the page shows. It stands in the fragment of the address, so that it can be kept and shared. */
export type Route =
  | { readonly kind: 'components'; readonly component: string | null; readonly tab: PanelTab }
  | { readonly kind: 'backups'; readonly set: string | null }
  | { readonly kind: 'runs'; readonly run: string | null };

export const start: Route = { kind: 'components', component: null, tab: 'overview' };

/** What a fragment means; whatever means nothing is the start. */
export function parseRoute(fragment: string): Route {
  const [page, name, more] = fragment
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decoded);
  switch (page) {
    case 'components':
      return { kind: 'components', component: name ?? null, tab: panelTabs.find((tab) => tab === more) ?? 'overview' };
    case 'backups':
      return { kind: 'backups', set: name ?? null };
    case 'runs':
      return { kind: 'runs', run: name ?? null };
    default:
      return start;
  }
}

/** The fragment that means it. */
export function addressOf(route: Route): string {
  switch (route.kind) {
    case 'components':
      return fragment(['components', route.component, route.component === null || route.tab === 'overview' ? null : route.tab]);
    case 'backups':
      return fragment(['backups', route.set]);
    case 'runs':
      return fragment(['runs', route.run]);
  }
}

export function toComponent(component: string | null, tab: PanelTab = 'overview'): string {
  return addressOf({ kind: 'components', component, tab });
}

function fragment(parts: readonly (string | null)[]): string {
  return `#/${parts
    .filter((part) => part !== null)
    .map(encodeURIComponent)
    .join('/')}`;
}

function decoded(part: string): string | undefined {
  if (part === '') return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
