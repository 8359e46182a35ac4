/** A text as roff shows it: dashes stay dashes that can be copied, and nothing begins a request. */
export function text(words: string): string {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll('…', '...')
    .replaceAll(/^\./gm, '\\&.');
}

export function bold(words: string): string {
  return `\\fB${text(words)}\\fR`;
}

export function section(title: string): string {
  return `.SH ${title.toUpperCase()}`;
}

export function subsection(title: string): string {
  return `.SS ${text(title)}`;
}

export function paragraph(words: string): string {
  return `.PP\n${text(words)}`;
}

/** A tag with what it means indented below it. */
export function tagged(tag: string, meaning: string): string[] {
  return ['.TP', tag, meaning];
}
