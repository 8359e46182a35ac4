/**
 * The projects that a command line of Nx (the words behind `nx`) names, as opposed to sweeping over; `unknown` where only Nx can tell, because
 * the project is that of the current folder. A pattern, a tag or an exclusion names nothing: it sweeps.
 */
export function namedProjects(commandLine: readonly string[]): string[] | 'unknown' {
  const words = beforeSeparator(commandLine);
  const at = words.findIndex((word) => !word.startsWith('-'));
  const option = optionValues(words, ['--project']);
  switch (words[at]) {
    case undefined:
      return 'unknown';
    case 'run-many':
      return optionValues(words, ['-p', '--projects']).flatMap(literalName);
    case 'affected':
      return [];
    case 'run':
      return option.length > 0 ? option : projectOfTarget(words[at + 1]);
    case 'exec':
      return 'unknown';
    default:
      return option.length > 0 ? option : infix(words.slice(at));
  }
}

function beforeSeparator(words: readonly string[]): readonly string[] {
  const separator = words.indexOf('--');
  return separator === -1 ? words : words.slice(0, separator);
}

/** Values of an option as Nx reads them: `-p a b`, `-p a,b`, `-p=a,b`, and several times. */
function optionValues(words: readonly string[], names: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const [name, inline] = split(word, '=');
    if (!names.includes(name)) return [];
    if (inline !== undefined) return inline.split(',');
    const rest = words.slice(index + 1);
    const end = rest.findIndex((value) => value.startsWith('-'));
    return (end === -1 ? rest : rest.slice(0, end)).flatMap((value) => value.split(','));
  });
}

/** The target of `nx run redis:start:production`. */
function projectOfTarget(word: string | undefined): string[] | 'unknown' {
  if (word === undefined || word.startsWith('-') || !word.includes(':')) return 'unknown';
  return [split(word, ':')[0]];
}

/** `nx start redis`, `nx redis:start`, and `nx start` in the folder of a project. */
function infix([target = '', project]: readonly string[]): string[] | 'unknown' {
  if (target.includes(':')) return projectOfTarget(target);
  return project === undefined || project.startsWith('-') ? 'unknown' : [project];
}

function literalName(pattern: string): string[] {
  const name = pattern.startsWith('name:') ? pattern.slice('name:'.length) : pattern.trim();
  return name === '' || /[*?[\]{}()!]/.test(name) || /^(tag|directory):/.test(name) ? [] : [name];
}

function split(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
