import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a manifest seems to say. */
export interface Peeked {
  readonly name: string;
  readonly description: string;
  readonly profiles: readonly string[];
  /** Variables and ports. */
  readonly variables: readonly string[];
}

/**
 * A glance at all manifests, for completion alone: their lines are looked through instead of being parsed, so that one that is broken, or half written in
 * an editor, offers what it can.
 */
export function peekManifests(root: string): Peeked[] {
  return ['platform', 'application'].flatMap((kind) =>
    namesIn(join(root, kind)).flatMap((name) => {
      const text = textOf(join(root, kind, name, 'component.yaml'));
      return text === undefined ? [] : [peek(name, text)];
    }),
  );
}

function peek(name: string, text: string): Peeked {
  const blocks = topLevelBlocks(text);
  return {
    name,
    description:
      (blocks.get('description') ?? '')
        .split('\n')[0]
        ?.trim()
        .replace(/^(["'])(.*)\1$/, '$2') ?? '',
    profiles: blocks.get('profiles')?.match(/[a-z][a-z0-9-]*/g) ?? [],
    variables: [blocks.get('env'), blocks.get('ports')].flatMap((block) =>
      [...(block ?? '').matchAll(keys)].flatMap(([, key]) => key ?? []),
    ),
  };
}

const keys = /(?:^|[{,])\s*([A-Z][A-Z0-9_]*)\s*:/gm;

/** What stands behind each key at the left margin. */
function topLevelBlocks(text: string): Map<string, string> {
  const blocks = new Map<string, string>();
  let key = '';
  for (const line of text.split('\n')) {
    const start = /^([a-z]+):(.*)$/.exec(line);
    if (start !== null) [key = ''] = [start[1]];
    const rest = start === null ? line : (start[2] ?? '');
    blocks.set(key, blocks.has(key) ? `${blocks.get(key) ?? ''}\n${rest}` : rest);
  }
  return new Map([...blocks].map(([name, block]) => [name, block.replaceAll(/(^|\s)#.*$/gm, '')]));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch {
    return [];
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
