import type { Component } from '@dust-workspace/component';

/** Where a component that answers HTTP is opened in a browser: the origin of its readiness probe. */
export function addressOf({ manifest }: Component, ports: Readonly<Record<string, number>>): string | undefined {
  if (manifest.ready === undefined || !('http' in manifest.ready)) return undefined;
  const url = manifest.ready.http.replace(/\$\{([A-Z0-9_]+)\}/g, (whole, name: string) => String(ports[name] ?? whole));
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
