import { fileStart, limitDiagnostics } from './diagnostic.js';
import type { Diagnostic } from './diagnostic.js';
import type { Locate } from './finding.js';
import type { Manifest } from './manifest.js';
import { readYaml } from './readYaml.js';
import type { YamlProblem } from './readYaml.js';

/** A manifest by itself, before it is compared with files and with other manifests. */
export interface ParsedManifest {
  /** Relative to the workspace root. */
  readonly file: string;
  /** Present when nothing is wrong with it. */
  readonly manifest?: Manifest;
  /** The values that are sound, also where others are not. */
  readonly sound: Partial<Manifest>;
  /** The keys at the top, whether their values are sound or not; absent where the text could not be read. */
  readonly keys?: ReadonlySet<string>;
  /** What is wrong: at most twenty problems, then one that says how many more were `found`. */
  readonly diagnostics: readonly Diagnostic[];
  readonly found: number;
  readonly locate: Locate;
}

/** A manifest with which nothing is wrong. Where something stands in its text is looked up only when somebody asks. */
export function soundManifest(text: string, file: string, manifest: Manifest, keys: Iterable<string>): ParsedManifest {
  let locate: Locate | undefined;
  return {
    file,
    manifest,
    sound: manifest,
    keys: new Set(keys),
    diagnostics: [],
    found: 0,
    locate: (path, part) => (locate ??= readYaml(withoutMark(text)).locate)(path, part),
  };
}

/** A manifest of which nothing can be said but why it cannot be read. */
export function unreadable(file: string, ...problems: readonly YamlProblem[]): ParsedManifest {
  const diagnostics = limitDiagnostics(
    problems.map((problem) => inFile(problem, file)),
    problems.length,
    file,
  );
  return { file, sound: {}, diagnostics, found: problems.length, locate: () => fileStart };
}

export function inFile(problem: YamlProblem, file: string): Diagnostic {
  return { severity: 'error', ...problem, file };
}

/** Editors hide a byte order mark, and do not count it as a column. */
export function withoutMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

/** The remedy where there is no manifest at all. */
export const minimalManifest = 'A minimal manifest:\ndescription: what it is\nruntimes: { process: { command: [sleep, infinity] } }';
