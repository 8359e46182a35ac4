/** A text as a value of YAML, quoted only where it must be and as Prettier quotes it. */
export function yamlText(text: string): string {
  return /^[A-Za-z/.]([\w ./()+%,-]*[\w)./%+-])?$/.test(text) && !isWord(text) ? text : (singleQuoted(text) ?? JSON.stringify(text));
}

/** The same for one of a list on a line. */
export function yamlItem(text: string): string {
  return text.includes(',') ? (singleQuoted(text) ?? JSON.stringify(text)) : yamlText(text);
}

/** A text as a string of TypeScript, as Prettier quotes it. */
export function typescriptText(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\');
  const [singles, doubles] = [text.split("'").length, text.split('"').length];
  return singles > doubles ? `"${escaped.replaceAll('"', '\\"')}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

export function jsonText(text: string): string {
  return JSON.stringify(text);
}

/** In single quotes, unless double ones take fewer escapes. */
function singleQuoted(text: string): string | undefined {
  if (text.includes("'") && !text.includes('"') && !text.includes('\\')) return undefined;
  return `'${text.replaceAll("'", "''")}'`;
}

/** What YAML, or one of its versions, takes for something else than text. */
function isWord(text: string): boolean {
  return /^(true|false|null|yes|no|on|off|y|n)$/i.test(text) || /^\.(nan|inf)$/i.test(text);
}
