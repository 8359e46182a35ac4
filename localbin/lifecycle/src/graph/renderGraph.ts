import type { ComponentDependencies, Dependency } from '../dependencies.js';
import { plain, type Paint } from '../paint.js';
import { colourOfState } from '../renderStatus.js';
import { cutColoured, wrapText } from '../screen/fitText.js';
import type { ComponentState } from '../status.js';
import { startLevels } from './selectGraph.js';

export type States = ReadonlyMap<string, ComponentState>;

export interface GraphLook {
  /** Shown, and in its colour, where it is known. */
  readonly states?: States;
  readonly paint?: Paint;
  readonly width?: number | undefined;
}

/** Who needs whom, as trees below those that nobody needs, and in which order they start. What was shown before is not unfolded again. */
export function renderGraph(
  dependencies: readonly ComponentDependencies[],
  { states, paint = plain, width = Infinity }: GraphLook = {},
): string {
  if (dependencies.length === 0) return 'no components';
  const named = (name: string): string => {
    const state = states?.get(name);
    return state === undefined ? name : `${name}  ${paint(state, colourOfState(state))}`;
  };
  const lines = [...treeLines(dependencies, named, paint), '', ...orderLines(dependencies, width)];
  return lines.map((line) => cutColoured(line, width)).join('\n');
}

/** A line to be drawn, and what hangs below it. */
interface Twig {
  readonly name: string;
  /** What stands before it. */
  readonly stem: string;
  /** What stands before all below it. */
  readonly indent: string;
  readonly edge?: Dependency;
}

/** Without recursion, since chains may be long. */
function treeLines(dependencies: readonly ComponentDependencies[], named: (name: string) => string, paint: Paint): string[] {
  const needsOf = new Map(dependencies.map(({ component, needs }) => [component, needs]));
  const unfolded = new Set<string>();
  const lines: string[] = [];
  const rest: Twig[] = rootsOf(dependencies).map((name) => ({ name, stem: '', indent: '' }));
  rest.reverse();
  for (let twig = rest.pop(); twig !== undefined; twig = rest.pop()) {
    const { name, stem, indent, edge } = twig;
    const needs = (needsOf.get(name) ?? []).filter(({ component }) => needsOf.has(component));
    const isAgain = needs.length > 0 && unfolded.has(name);
    unfolded.add(name);
    const notes = [...(edge === undefined ? [] : [noteOf(edge)]), ...(isAgain ? ['as above'] : [])].filter((note) => note !== '');
    lines.push(`${paint(stem, 'dim')}${named(name)}${notes.length === 0 ? '' : paint(`  (${notes.join('; ')})`, 'dim')}`);
    if (isAgain) continue;
    const twigs = needs.map((edge, index): Twig => {
      const isLast = index === needs.length - 1;
      const branch = edge.optional ? (isLast ? '└╌ ' : '├╌ ') : isLast ? '└─ ' : '├─ ';
      return { name: edge.component, stem: `${indent}${branch}`, indent: `${indent}${isLast ? '   ' : '│  '}`, edge };
    });
    rest.push(...twigs.reverse());
  }
  return lines;
}

/** Healthy is what is usually asked for. */
function noteOf({ condition, optional }: Dependency): string {
  const what = condition === 'healthy' ? '' : condition;
  return optional ? `wanted${what === '' ? '' : ` ${what}`}` : what;
}

/** Those that nobody needs or wants: first those that need something. */
function rootsOf(dependencies: readonly ComponentDependencies[]): string[] {
  const needed = new Set(dependencies.flatMap(({ needs }) => needs.map(({ component }) => component)));
  const roots = dependencies.filter(({ component }) => !needed.has(component));
  const [needy, alone] = [roots.filter(({ needs }) => needs.length > 0), roots.filter(({ needs }) => needs.length === 0)];
  return [...needy, ...alone].map(({ component }) => component);
}

function orderLines(dependencies: readonly ComponentDependencies[], width: number): string[] {
  const levels = startLevels(dependencies);
  const digits = String(levels.length).length;
  const indent = digits + 4;
  return [
    'start order:',
    ...levels.flatMap((level, index) =>
      wrapText(level.join(', '), Math.max(1, width - indent)).map(
        (text, line) => `  ${(line === 0 ? String(index + 1) : '').padStart(digits)}  ${text}`,
      ),
    ),
  ];
}
