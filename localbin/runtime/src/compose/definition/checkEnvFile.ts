import type { Diagnostic } from '@dust-workspace/component';

/**
 * Finds references in a file that a service names under `env_file`. Compose fills them in from its own environment, where the component's
 * variables have other names: they would come out empty. `file` is its path from the workspace root.
 */
export function checkEnvFile(text: string, file: string): Diagnostic[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const found = referenceIn(line);
    if (found === undefined) return [];
    const start = { line: index + 1, column: found.column };
    return {
      severity: 'error' as const,
      code: 'compose-env-file',
      message: `\`${found.name}\` in an env_file would be empty: the variables of the component are not known there`,
      remedy: `Write it in the compose file, under environment of the service; a plain dollar sign stands in single quotes.`,
      file,
      range: { start, end: { ...start, column: start.column + found.name.length } },
    };
  });
}

function referenceIn(line: string): { readonly name: string; readonly column: number } | undefined {
  const bare = /^(\s*(?:export\s+)?)([_a-z][\w.-]*)\s*$/i.exec(line);
  if (bare?.[2] !== undefined) return { name: bare[2], column: (bare[1] ?? '').length + 1 };
  const assignment = /^\s*(?:export\s+)?[\w.-]+\s*[=:]\s*(.*)$/.exec(line);
  if (assignment?.[1] === undefined || assignment[1].startsWith("'")) return undefined;
  const reference = /(?<![\\$])\$(?:\{[_a-z]\w*|[_a-z]\w*)/i.exec(assignment[1]);
  return reference === null
    ? undefined
    : { name: reference[0].replace('{', ''), column: line.length - assignment[1].length + reference.index + 1 };
}
