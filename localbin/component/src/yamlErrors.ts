import type { YAMLError } from 'yaml';

/** What a problem that the YAML library found means, in plain words. */
export function explainYamlError({ code, message }: YAMLError): { code: string; message: string; remedy?: string } {
  const syntax = (plain: string, remedy?: string) => ({ code: 'yaml-syntax', message: plain, ...(remedy !== undefined && { remedy }) });
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return syntax('a `: ` within a value', 'Put a value that holds `: ` in quotes, and a nested key on a line of its own.');
    case 'MULTILINE_IMPLICIT_KEY':
      return syntax('expected `key: value`', 'A key stands on one line and is followed by a colon and a space.');
    case 'BAD_INDENT':
      return syntax(explainIndentation(message));
    case 'MISSING_CHAR':
      return message.startsWith('Missing closing') ? syntax('a quote is opened, but not closed') : syntax(lowerFirst(message));
    case 'BAD_SCALAR_START':
      return syntax(lowerFirst(message), 'Put the value in quotes.');
    case 'TAG_RESOLVE_FAILED':
      return { code: 'yaml-tag', message: lowerFirst(message), remedy: 'Manifests have no tags: delete it, or put the value in quotes.' };
    default:
      return syntax(lowerFirst(message));
  }
}

function explainIndentation(message: string): string {
  const closing = /end with a (.)/.exec(message)?.[1];
  return closing === undefined
    ? `wrong indentation: ${lowerFirst(message)}`
    : `missing \`${closing}\`, or a line before it that is not indented`;
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
