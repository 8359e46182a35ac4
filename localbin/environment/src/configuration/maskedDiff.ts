import type { Component } from '@dust-workspace/component';
import { declarationOf } from '../declarations.js';
import { segmentOf, type EnvText } from './envText.js';

const masked = '****';

/**
 * How a file would change, in lines with `+` and `-`, without any value that may be a secret: those of secret variables, and those of variables that
 * the manifest does not know. That such a value changes is still to be seen.
 */
export async function maskedDiff(before: EnvText, after: EnvText, component: Component): Promise<string[]> {
  // Most commands never compare anything.
  const { structuredPatch } = await import('diff');
  const shownBefore = shown(before, after, component, masked);
  const shownAfter = shown(after, before, component, `${masked} (another value)`);
  const { hunks } = structuredPatch('', '', shownBefore, shownAfter, undefined, undefined, { context: 1 });
  return hunks.flatMap(({ oldStart, lines }) => [`line ${oldStart}:`, ...lines.filter((line) => !line.startsWith('\\'))]);
}

function shown(text: EnvText, other: EnvText, component: Component, whereItDiffers: string): string {
  const secrets = [text, other].flatMap(({ segments }) =>
    segments.flatMap(({ name, value }) => (isSecret(component, name) ? [value] : [])),
  );
  const hide = hider(component, secrets);
  const lines = text.segments.flatMap(({ name, value, leading, source }) => {
    const counterpart = segmentOf(other, name);
    const differs = counterpart !== undefined && counterpart.value !== value;
    const assignment = isSecret(component, name) ? [`${name}=${differs ? whereItDiffers : masked}`] : source.map(hide);
    return [...leading.map(hide), ...assignment];
  });
  return `${[...lines, ...text.trailing.map(hide)].join('\n').trimEnd()}\n`;
}

/** A secret may also stand in a comment, or in the value of another variable. */
function hider(component: Component, secrets: readonly string[]): (line: string) => string {
  const ordered = [...new Set(secrets.flatMap((secret) => [secret, ...secret.split('\n')]))]
    .filter(({ length }) => length >= 3)
    .sort((a, b) => b.length - a.length);
  return (line) => {
    const [, start, name] = /^(\s*#\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=)/.exec(line) ?? [];
    if (start !== undefined && name !== undefined && isSecret(component, name)) return `${start}${masked}`;
    return ordered.reduce((text, secret) => text.replaceAll(secret, masked), line);
  };
}

function isSecret(component: Component, name: string): boolean {
  if (name in component.manifest.ports) return false;
  return declarationOf(component, name)?.secret ?? true;
}
