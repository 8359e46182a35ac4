import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { ParsedNode, Scalar, YAMLMap } from 'yaml';
import type { YamlProblem } from './readYaml.js';
import type { TextRanges } from './textRanges.js';

/** How many values aliases may stand for, altogether. */
const mostAliased = 1_000;

/**
 * Converts the nodes of a document to plain data.
 * The library's own conversion drops the text of numbers, expands aliases far beyond need, and compares keys in quadratic time.
 */
export class DataReader {
  /** What is wrong with single keys. */
  readonly problems: YamlProblem[] = [];
  /** Why the data are not to be used at all. */
  readonly failures: YamlProblem[] = [];
  private readonly anchors = new Map<string, { value: unknown; weight: number }>();
  private weight = 0;
  private aliased = 0;

  constructor(private readonly ranges: TextRanges) {}

  read(node: unknown): unknown {
    this.weight += 1;
    if (isAlias(node)) return this.alias(node.source, node.range);
    const before = this.weight;
    const value = this.convert(node);
    const anchor = (node as { anchor?: string } | null)?.anchor;
    if (anchor !== undefined) this.anchors.set(anchor, { value, weight: this.weight - before + 1 });
    return value;
  }

  private convert(node: unknown): unknown {
    if (isScalar(node)) return scalarValue(node);
    if (isMap(node)) return this.map(node);
    return isSeq(node) ? node.items.map((item) => this.read(item)) : null;
  }

  private alias(name: string, range: NodeRange): unknown {
    const anchored = this.anchors.get(name);
    const before = this.aliased;
    this.aliased += anchored?.weight ?? 0;
    this.weight += anchored?.weight ?? 0;
    if (anchored === undefined)
      this.failures.push(this.problem(range, 'yaml-alias', `alias \`*${name}\` has no anchor \`&${name}\` before it`));
    else if (this.aliased <= mostAliased) return anchored.value;
    else if (before <= mostAliased)
      this.failures.push(
        this.problem(range, 'yaml-alias', `aliases stand for more than ${mostAliased} values`, 'Write out what is needed.'),
      );
    return null;
  }

  private map({ items }: YAMLMap): Record<string, unknown> {
    const data: Record<string, unknown> = {};
    const starts = new Map<string, number>();
    for (const { key, value } of items) {
      const range = (key as ParsedNode | null)?.range;
      const name = isScalar(key) ? nameOf(key) : undefined;
      const first = name === undefined ? undefined : starts.get(name);
      if (name === undefined) {
        this.problems.push(this.problem(range, 'yaml-key', 'expected a plain word as a key'));
      } else if (first !== undefined) {
        const { line } = this.ranges(first, first).start;
        this.problems.push(
          this.problem(range, 'duplicate-key', `key \`${name}\` is there twice`, `The first is on line ${line}: keep one.`),
        );
      } else {
        starts.set(name, range?.[0] ?? 0);
        // `data[name] = value` would change the prototype for a key named __proto__
        Object.defineProperty(data, name, { value: this.read(value), enumerable: true, configurable: true, writable: true });
      }
    }
    return data;
  }

  private problem(range: NodeRange, code: string, message: string, remedy?: string): YamlProblem {
    const [start, end] = range ?? [0, 0];
    return { code, message, ...(remedy !== undefined && { remedy }), range: this.ranges(start, end) };
  }
}

type NodeRange = readonly [number, number, number] | null | undefined;

/** A key that is a number or the like counts as it is written. */
function nameOf({ value, source }: Scalar): string | undefined {
  if (value === null) return undefined;
  return typeof value === 'string' ? value : source;
}

/** A number keeps its text where that says more than the number (`1.10`, `007`), so that it arrives as it was written. */
function scalarValue({ value, source }: Scalar): unknown {
  return typeof value === 'number' && source !== undefined && String(value) !== source ? source : value;
}
