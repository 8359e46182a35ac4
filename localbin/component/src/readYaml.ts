import { Composer, Lexer, Parser } from 'yaml';
import type { Document } from 'yaml';
import type { Range } from './diagnostic.js';
import type { Locate } from './finding.js';
import { locateIn } from './locateNode.js';
import { NestingGuard } from './nestingGuard.js';
import { textRanges } from './textRanges.js';
import type { TextRanges } from './textRanges.js';
import { DataReader } from './yamlData.js';
import { explainYamlError } from './yamlErrors.js';

/** A problem with YAML itself, at its place in the text. */
export interface YamlProblem {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
  readonly range: Range;
}

/** A YAML text as plain data, with the way back from the data to the text. */
export interface YamlSource {
  /** Null where the text holds no value, or cannot be read. */
  readonly data: unknown;
  /** Why the text cannot be read. */
  readonly syntax: readonly YamlProblem[];
  /** What is wrong with single keys and values of a text that can be read. */
  readonly content: readonly YamlProblem[];
  readonly locate: Locate;
}

/** Reads a text that should be one YAML document. Never throws. */
export function readYaml(text: string): YamlSource {
  const ranges = textRanges(text);
  const guard = new NestingGuard();
  const [document, second] = compose(text, guard);
  const contents = document?.contents ?? null;
  const locate = locateIn(contents, ranges);
  const syntax = [...nestingProblems(guard, ranges), ...syntaxProblems(text, document, ranges), ...secondDocument(second, ranges)];
  if (syntax.length > 0) return { data: null, syntax, content: [], locate };
  const reader = new DataReader(ranges);
  const data = reader.read(contents);
  if (reader.failures.length > 0) return { data: null, syntax: reader.failures, content: [], locate };
  const warnings = (document?.warnings ?? []).map((warning) => ({ ...explainYamlError(warning), range: ranges(...warning.pos) }));
  return { data, syntax, content: [...warnings, ...reader.problems], locate };
}

function compose(text: string, guard: NestingGuard): Document.Parsed[] {
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false });
  const documents: Document.Parsed[] = [];
  for (const document of composer.compose(tokens(text, guard), true, text.length)) {
    documents.push(document);
    if (documents.length === 2) break;
  }
  return documents;
}

/** What `Parser.parse` yields, and nothing after nesting that is too deep. */
function* tokens(text: string, guard: NestingGuard) {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    guard.see(lexeme);
    if (guard.exceededAt !== undefined) return;
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}

function nestingProblems({ exceededAt }: NestingGuard, ranges: TextRanges): YamlProblem[] {
  if (exceededAt === undefined) return [];
  return [{ code: 'yaml-too-deep', message: 'nested far too deeply', range: ranges(exceededAt, exceededAt + 1) }];
}

/** The errors in the text, one a place. A tab in the indentation makes everything after it look wrong, so only the tab is told. */
function syntaxProblems(text: string, document: Document | undefined, ranges: TextRanges): YamlProblem[] {
  const errors = document?.errors ?? [];
  if (errors.length === 0) return [];
  const tabs = [...text.matchAll(/^ *(\t+)[ \t]*[^\s#]/gm)];
  const firstTab = tabs[0]?.index ?? Infinity;
  const before = new Map(errors.filter(({ pos }) => pos[0] < firstTab).map((error) => [error.pos[0], error]));
  const problems = [...before.values()].map((error) => ({ ...explainYamlError(error), range: ranges(...error.pos) }));
  if (tabs[0] === undefined) return problems;
  const start = firstTab + tabs[0][0].indexOf('\t');
  const more = tabs.length === 1 ? '' : `, here and on ${tabs.length - 1} more ${tabs.length === 2 ? 'line' : 'lines'}`;
  const tab = {
    code: 'yaml-tab',
    message: `a tab in the indentation${more}`,
    remedy: 'YAML is indented with spaces: replace the tabs.',
    range: ranges(start, start + (tabs[0][1]?.length ?? 1)),
  };
  return [...problems, tab];
}

function secondDocument(document: Document.Parsed | undefined, ranges: TextRanges): YamlProblem[] {
  if (document === undefined) return [];
  const remedy = 'Keep one of them, and delete the `---` or `...` between.';
  return [{ code: 'yaml-syntax', message: 'a second document begins here', remedy, range: ranges(document.range[0], document.range[0]) }];
}
