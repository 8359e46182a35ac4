import { isMapping, readYaml } from '@dust-workspace/component';
import type { Diagnostic, Finding, Path, Range } from '@dust-workspace/component';

/** The data of a compose file with merge keys (`<<`) resolved, and the way back to the text. */
export interface ComposeSource {
  readonly file: string;
  readonly text: string;
  readonly data: unknown;
  /** The place of a key, or of its value, in a mapping or list of `data`; of what was merged, where it was written. */
  locate(container: object, key: string | number, part: Finding['part']): Range;
  /** Why the text is no YAML that can be used. */
  readonly problems: readonly Diagnostic[];
}

/** Reads the text of a compose file as YAML. `file` is its path from the workspace root. Never throws. */
export function composeSource(text: string, file: string): ComposeSource {
  const yaml = readYaml(text.startsWith('\ufeff') ? text.slice(1) : text);
  const problems: Diagnostic[] = [...yaml.syntax, ...yaml.content].map((found) => ({
    severity: 'error',
    ...found,
    ...(found.code === 'yaml-tag' && { remedy: 'Tags have no meaning in the file of a component: delete it, or put the value in quotes.' }),
    file,
  }));
  const merging = new Merging();
  const data = merging.resolve(yaml.data, []);
  for (const path of merging.misused)
    problems.push({
      severity: 'error',
      code: 'compose-merge',
      message: 'expected a mapping, or a list of mappings, to merge',
      remedy: 'Write <<: *name, where &name stands before a mapping.',
      file,
      range: yaml.locate(path, 'value'),
    });
  const locate: ComposeSource['locate'] = (container, key, part) => yaml.locate(merging.placeOf(container, key), part);
  return { file, text, data, problems, locate };
}

/** Copies data with the keys of merged mappings in their places, and remembers where everything was written. */
class Merging {
  readonly misused: Path[] = [];
  /** The first place of each mapping and list; later ones are aliases. */
  private readonly firstPlaces = new Map<object, Path>();
  private readonly places = new WeakMap<object, Map<string | number, Path>>();

  placeOf(container: object, key: string | number): Path {
    return this.places.get(container)?.get(key) ?? [];
  }

  resolve(value: unknown, path: Path): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const place = this.firstPlaces.get(value) ?? path;
    this.firstPlaces.set(value, place);
    return Array.isArray(value) ? this.list(value, place) : this.mapping(value, place);
  }

  private list(list: readonly unknown[], place: Path): unknown[] {
    const copy = list.map((item, index) => this.resolve(item, [...place, index]));
    this.places.set(copy, new Map(list.map((_, index) => [index, [...place, index]])));
    return copy;
  }

  private mapping(mapping: object, place: Path): object {
    const copy: Record<string, unknown> = {};
    const places = new Map<string | number, Path>();
    const merged: object[] = [];
    for (const [key, value] of Object.entries(mapping)) {
      const resolved = this.resolve(value, [...place, key]);
      if (key === '<<') merged.push(...this.mergeable(resolved, [...place, key]));
      else define(copy, places, key, resolved, [...place, key]);
    }
    for (const other of merged)
      for (const [key, value] of Object.entries(other))
        if (!Object.hasOwn(copy, key)) define(copy, places, key, value, this.placeOf(other, key));
    this.places.set(copy, places);
    return copy;
  }

  private mergeable(value: unknown, path: Path): object[] {
    const candidates: readonly unknown[] = Array.isArray(value) ? value : [value];
    const mappings = candidates.filter(isMapping);
    if (mappings.length < candidates.length) this.misused.push(path);
    return mappings;
  }
}

/** An assignment would change the prototype for a key named __proto__. */
function define(copy: object, places: Map<string | number, Path>, key: string, value: unknown, place: Path): void {
  Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  places.set(key, place);
}
