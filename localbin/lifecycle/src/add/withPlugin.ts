/**
 * The text of an nx.json with one more plugin, or nothing where it has that already. Comments and the way it is written stay where it can be seen
 * where plugins stand; otherwise it is written anew.
 */
export function withPlugin(text: string, plugin: string): string | undefined {
  const settings = parse(text) as { plugins?: readonly unknown[] };
  const plugins = settings.plugins ?? [];
  if (hasPlugin(plugins, plugin)) return undefined;
  const inserted = insert(text, settings.plugins, JSON.stringify(plugin));
  if (inserted !== undefined && isAsWanted(inserted, settings, [plugin, ...plugins])) return inserted;
  return `${JSON.stringify({ ...settings, plugins: [plugin, ...plugins] }, null, 2)}\n`;
}

function hasPlugin(plugins: readonly unknown[], wanted: string): boolean {
  return plugins.some(
    (plugin) => plugin === wanted || (typeof plugin === 'object' && plugin !== null && 'plugin' in plugin && plugin.plugin === wanted),
  );
}

/** At the beginning of the list, or of the file where it has none. */
function insert(text: string, plugins: readonly unknown[] | undefined, quoted: string): string | undefined {
  const place = plugins === undefined ? /^\s*\{/ : /"plugins"\s*:\s*\[/;
  const found = place.exec(withoutComments(text));
  if (found === null) return undefined;
  const at = found.index + found[0].length;
  const [before, behind] = [text.slice(0, at), text.slice(at)];
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  if (plugins === undefined) return `${before}\n${indent}"plugins": [${quoted}]${/^\s*\}/.test(behind) ? '\n' : ','}${behind}`;
  if (plugins.length === 0) return `${before}${quoted}${behind.replace(/^\s*/, '')}`;
  return /^\s*\n/.test(behind) ? `${before}\n${indent}${indent}${quoted},${behind}` : `${before}${quoted}, ${behind.trimStart()}`;
}

function isAsWanted(text: string, settings: object, plugins: readonly unknown[]): boolean {
  try {
    const { plugins: found, ...rest } = parse(text) as Record<string, unknown>;
    const others = Object.fromEntries(Object.entries(settings).filter(([key]) => key !== 'plugins'));
    return JSON.stringify([found, rest]) === JSON.stringify([plugins, others]);
  } catch {
    return false;
  }
}

/** nx.json may have comments, and commas behind the last of a list. */
function parse(text: string): unknown {
  const plain = withoutComments(text);
  try {
    return JSON.parse(plain);
  } catch {
    return JSON.parse(plain.replace(/,(?=\s*[}\]])/g, ' '));
  }
}

/** Blanks in the place of comments, so that everything else stays where it is. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found) =>
    found.startsWith('"') ? found : found.replace(/[^\n]/g, ' '),
  );
}
