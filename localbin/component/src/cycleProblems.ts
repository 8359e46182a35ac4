import type { Diagnostic } from './diagnostic.js';
import { findCycles } from './findCycles.js';
import type { ComponentFolder } from './readComponentFolder.js';

export interface CycleProblem {
  readonly members: ReadonlySet<string>;
  readonly diagnostic: Diagnostic;
}

/** The cycles that needs and wants form, each told where its alphabetically first component points to the next. */
export function cycleProblems(byName: ReadonlyMap<string, readonly ComponentFolder[]>): CycleProblem[] {
  const edges = new Map([...byName].map(([name, folders]) => [name, [...new Set(folders.flatMap(earlierThan))]]));
  return findCycles(edges).map((cycle) => ({ members: new Set(cycle), diagnostic: describe(cycle, byName) }));
}

function earlierThan({ parsed }: ComponentFolder): string[] {
  return [...Object.keys(parsed.sound.needs ?? {}), ...Object.keys(parsed.sound.wants ?? {})];
}

function describe(cycle: readonly string[], byName: ReadonlyMap<string, readonly ComponentFolder[]>): Diagnostic {
  const [first = '', second = first] = cycle;
  const steps = cycle.map((name, index) => sectionOf(name, cycle[(index + 1) % cycle.length] ?? name, byName));
  const section = steps[0] ?? 'needs';
  const folder = byName.get(first)?.find(({ parsed }) => parsed.sound[section]?.[second] !== undefined);
  const sections = ['needs', 'wants'].filter((name) => steps.some((step) => step === name));
  return {
    severity: 'error',
    code: 'cycle',
    message: `${sections.join(' and ')} form a cycle: ${[...cycle, first].join(' -> ')}`,
    remedy: 'Delete one of these: each would have to start before the other.',
    ...(folder !== undefined && { file: folder.parsed.file, range: folder.parsed.locate([section, second], 'key') }),
  };
}

function sectionOf(from: string, to: string, byName: ReadonlyMap<string, readonly ComponentFolder[]>): 'needs' | 'wants' {
  return byName.get(from)?.some(({ parsed }) => Object.hasOwn(parsed.sound.needs ?? {}, to)) === true ? 'needs' : 'wants';
}
