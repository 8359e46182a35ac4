export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * Reads the kind of YAML that most manifests are made of: mappings and lists of words, indented or in brackets on one line, with comments.
 * Undefined for everything else, whether it is wrong or only unusual, so that the real reader decides. Where there is an answer, it is
 * what the real reader says; that one takes about fifty times as long, and a workspace may have a thousand manifests.
 */
export function readPlainYaml(text: string): Plain | undefined {
  if (text.length > 16_000 || unusual.test(text)) return undefined;
  const lines: Line[] = [];
  for (const raw of text.split('\n')) {
    const content = withoutComment(raw);
    if (content === undefined) return undefined;
    const indent = content.search(/[^ ]/);
    if (indent !== -1) lines.push({ indent, content: content.slice(indent) });
  }
  try {
    return new BlockReader(lines).document();
  } catch (error) {
    if (error === odd) return undefined;
    throw error;
  }
}

interface Line {
  readonly indent: number;
  readonly content: string;
}

/** Characters that are rare, or that begin what is not plain: tabs, control characters, anchors, aliases, tags, backslashes. */
const unusual = /[^\n\x20-\x7e\u00a1-\ud7ff]|[&*!|>%@`\\]/;

/** Thrown to leave the reader when something is not plain. */
const odd = new Error('not plain');

function leave(): never {
  throw odd;
}

/** Undefined where a quote could make the sign of a comment part of a value. */
function withoutComment(line: string): string | undefined {
  const start = /(^| )#/.exec(line)?.index;
  if (start === undefined) return line.trimEnd();
  const before = line.slice(0, start);
  return /["']/.test(before) ? undefined : before.trimEnd();
}

const key = /^([A-Za-z_][A-Za-z0-9_.-]*):(?: +(.+))?$/;

class BlockReader {
  #at = 0;

  constructor(readonly lines: readonly Line[]) {}

  document(): Plain {
    const first = this.lines[0];
    if (first?.indent !== 0) return leave();
    const value = this.#block(0);
    return this.#at === this.lines.length ? value : leave();
  }

  #block(indent: number): Plain {
    return this.#line()?.content.startsWith('- ') === true ? this.#list(indent) : this.#mapping(indent);
  }

  #line(): Line | undefined {
    return this.lines[this.#at];
  }

  #mapping(indent: number): Plain {
    const entries = new Map<string, Plain>();
    for (let line = this.#line(); line !== undefined && line.indent >= indent; line = this.#line()) {
      const [, name = '', rest] = key.exec(line.content) ?? leave();
      if (line.indent !== indent || entries.has(name) || reserved.test(name)) return leave();
      this.#at++;
      entries.set(name, rest === undefined ? this.#nested(indent) : this.#inline(rest, indent));
    }
    return Object.fromEntries(entries);
  }

  #list(indent: number): Plain {
    const items: Plain[] = [];
    for (let line = this.#line(); line !== undefined && line.indent >= indent; line = this.#line()) {
      const item = line.content.startsWith('- ') ? line.content.slice(2).trimStart() : leave();
      if (line.indent !== indent || key.test(item)) return leave();
      this.#at++;
      items.push(this.#inline(item, indent));
    }
    return items;
  }

  #nested(indent: number): Plain {
    const next = this.#line();
    return next !== undefined && next.indent > indent ? this.#block(next.indent) : leave();
  }

  /** A value that stands behind its key. A deeper line would continue it. */
  #inline(text: string, indent: number): Plain {
    const next = this.#line();
    if (next !== undefined && next.indent > indent) return leave();
    return /^[[{]/.test(text) ? new FlowReader(text).whole() : scalar(text);
  }
}

class FlowReader {
  #at = 0;

  constructor(readonly text: string) {}

  whole(): Plain {
    const value = this.#value();
    return this.#at === this.text.length ? value : leave();
  }

  #value(): Plain {
    if (this.#take('[')) return this.#list();
    if (this.#take('{')) return this.#mapping();
    return scalar(this.#words());
  }

  #list(): Plain {
    const items: Plain[] = [];
    if (this.#take(']')) return items;
    do items.push(this.#value());
    while (this.#take(','));
    return this.#take(']') ? items : leave();
  }

  #mapping(): Plain {
    const entries = new Map<string, Plain>();
    if (this.#take('}')) return {};
    do {
      const [all, name = ''] = /^([A-Za-z_][A-Za-z0-9_.-]*): +/.exec(this.text.slice(this.#at)) ?? leave();
      if (entries.has(name) || reserved.test(name)) return leave();
      this.#at += all.length;
      entries.set(name, this.#value());
    } while (this.#take(','));
    return this.#take('}') ? Object.fromEntries(entries) : leave();
  }

  #take(sign: string): boolean {
    if (this.text[this.#at] !== sign) return false;
    this.#at++;
    while (this.text[this.#at] === ' ') this.#at++;
    return true;
  }

  #words(): string {
    const [words = ''] = /^(?:"[^"]*"|'[^']*'|[^,[\]{}"']+)/.exec(this.text.slice(this.#at)) ?? leave();
    this.#at += words.length;
    while (this.text[this.#at] === ' ') this.#at++;
    return words.trimEnd();
  }
}

/** Words that YAML, in one version or another, takes for something else. */
const reserved = /^(null|true|false|yes|no|on|off|y|n)$/i;

function scalar(text: string): Plain {
  const quoted = /^"([^"]*)"$|^'([^']*)'$/.exec(text);
  if (quoted !== null) return quoted[1] ?? quoted[2] ?? '';
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^(0|[1-9]\d{0,8})$/.test(text)) return Number(text);
  const isNumeric = /^[-+]?\.?\d/.test(text) && !/^\d+(ms|s|m|h|d)$/.test(text);
  if (isNumeric || reserved.test(text) || /^[-+]?\.(inf|nan)$/i.test(text)) return leave();
  // Begins with nothing that has a meaning of its own, and holds nothing that would end it.
  const isPlain = /^(?:[A-Za-z0-9_./$(+]|-[^ ])/.test(text) && !/: |:$| :| #|["'].*: /.test(text);
  return isPlain ? text : leave();
}
