import type { Colour, Paint } from '../paint.js';
import { wrapText } from '../screen/fitText.js';
import { counted } from './counted.js';
import { findingGroups, type Finding, type FindingGroup } from './finding.js';

const headings: Readonly<Record<FindingGroup, string>> = {
  machine: 'this machine',
  engine: 'container engine',
  workspace: 'workspace',
  components: 'components',
};

const colours: Readonly<Record<Finding['kind'], Colour>> = { ok: 'green', warning: 'yellow', problem: 'red' };

/** In front of what goes on in the next line. */
const indent = ' '.repeat(11);

/** Findings by what they are about, those that say the same about several things once, with why it matters and what mends it. The last line counts. */
export function renderFindings(findings: readonly Finding[], paint: Paint, width = Infinity): string {
  const sections = findingGroups.flatMap((group) => {
    const those = together(findings.filter((finding) => finding.group === group));
    return those.length === 0
      ? []
      : [[paint(headings[group], 'cyan'), ...those.flatMap((told, index) => linesOf(told, those[index + 1], paint, width))]];
  });
  return [...sections.map((lines) => `${lines.join('\n')}\n`), renderCount(findings)].join('\n');
}

/** `12 ok, 1 warning, 0 problems`, and whether some of it can be mended at once. What is well is not counted where it was not asked about. */
export function renderCount(findings: readonly Finding[]): string {
  const count = (kind: Finding['kind']): number => findings.filter((finding) => finding.kind === kind).length;
  const fixable = findings.filter(({ mends = [] }) => mends.length > 0).length;
  const hint = fixable === 0 ? '' : `; dsw doctor --fix mends ${fixable} of them`;
  const well = count('ok') === 0 ? '' : `${count('ok')} ok, `;
  return `${well}${counted(count('warning'), 'warning')}, ${counted(count('problem'), 'problem')}${hint}`;
}

/** What several subjects have in common. */
interface Told extends Omit<Finding, 'subject'> {
  readonly subjects: string[];
}

function together(findings: readonly Finding[]): Told[] {
  const told = new Map<string, Told>();
  for (const { subject, ...rest } of findings) {
    const key = `${rest.kind} ${rest.message}`;
    const same = told.get(key);
    if (same === undefined) told.set(key, { ...rest, subjects: [subject] });
    else if (!same.subjects.includes(subject)) same.subjects.push(subject);
  }
  return [...told.values()];
}

function linesOf({ kind, message, why, remedy, subjects }: Told, next: Told | undefined, paint: Paint, width: number): string[] {
  const room = Math.max(20, width - indent.length);
  const [first = '', ...more] = wrapText(`${subjects.join(', ')}: ${message}`, room);
  return [
    `  ${paint(kind.padEnd(8), colours[kind])} ${first}`,
    ...more.map((line) => indent + line),
    ...(why === undefined || next?.why === why ? [] : wrapText(`why: ${why}`, room).map((line) => indent + paint(line, 'dim'))),
    // Several in a row that are mended the same way.
    ...(remedy === undefined || next?.remedy === remedy
      ? []
      : remedy
          .split('\n')
          .flatMap((line) => wrapText(`-> ${line}`, room))
          .map((line) => indent + line)),
  ];
}
