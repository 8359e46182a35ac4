import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { ParsedNode, Scalar, YAMLMap } from 'yaml';
import type { YamlProblem } from './readYaml.js';
import type { TextRanges } from './textRanges.js';

/** How many values aliases may stand for, altogether. */
const mostAliased = 10_000;

/**
 * Converts the nodes of a document to plain data, and collects what is wrong with single keys and values.
 * The library's own conversion drops the text of numbers, expands aliases far beyond need, and compares keys in quadratic time.
 */
export class DataReader {
  readonly problems: YamlProblem[] = [];
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

  private alias(name: string, range: readonly [number, number, number] | null | undefined): unknown {
    const anchored = this.anchors.get(name);
    if (anchored === undefined) {
      this.report(range, 'yaml-alias', `alias \`*${name}\` has no anchor \`&${name}\` before it`);
      return null;
    }
    const before = this.aliased;
    this.aliased += anchored.weight;
    this.weight += anchored.weight;
    if (this.aliased <= mostAliased) return anchored.value;
    if (before <= mostAliased)
      this.report(range, 'yaml-alias', `aliases stand for more than ${mostAliased} values in all`, 'Write out what is needed.');
    return null;
  }

  private map({ items }: YAMLMap): Record<string, unknown> {
    const data: Record<string, unknown> = {};
    const starts = new Map<string, number>();
    for (const { key, value } of items) {
      const range = (key as ParsedNode | null)?.range;
      if (!isScalar(key) || key.value === null) {
        this.report(range, 'yaml-key', 'expected a plain word as a key');
        continue;
      }
      const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
      const first = starts.get(name);
      if (first !== undefined) {
        this.report(
          range,
          'duplicate-key',
          `key \`${name}\` is there twice`,
          `The first is on line ${this.ranges(first, first).start.line}: keep one.`,
        );
        continue;
      }
      starts.set(name, range?.[0] ?? 0);
      // `data[name] = value` would change the prototype for a key named __proto__
      Object.defineProperty(data, name, { value: this.read(value), enumerable: true, configurable: true, writable: true });
    }
    return data;
  }

  private report(range: readonly [number, number, number] | null | undefined, code: string, message: string, remedy?: string): void {
    const [start, end] = range ?? [0, 0];
    this.problems.push({ code, message, ...(remedy !== undefined && { remedy }), range: this.ranges(start, end) });
  }
}

/** A number keeps its text where that says more than the number (`1.10`, `007`), so that it arrives as it was written. */
function scalarValue({ value, source }: Scalar): unknown {
  return typeof value === 'number' && source !== undefined && String(value) !== source ? source : value;
}
