import type { Colour, Paint } from '../paint.js';
import type { Finding } from './examine.js';

/** Findings by what they are about, those that say the same about several things once. The last line counts. */
export function renderFindings(findings: readonly Finding[], paint: Paint): string {
  const groups = grouped(findings);
  const lines = groups.flatMap(({ kind, message, remedy, subjects }, index) => [
    `${paint(kind.padEnd(8), colours[kind])} ${subjects.join(', ')}: ${message}`,
    // Several in a row that are mended the same way.
    ...(remedy === undefined || groups[index + 1]?.remedy === remedy ? [] : [`         ${remedy.replaceAll('\n', '\n         ')}`]),
  ]);
  const count = (kind: Finding['kind']): number => findings.filter((finding) => finding.kind === kind).length;
  return [...lines, '', `${count('ok')} ok, ${counted(count('warning'), 'warning')}, ${counted(count('problem'), 'problem')}`].join('\n');
}

const colours: Readonly<Record<Finding['kind'], Colour>> = { ok: 'green', warning: 'yellow', problem: 'red' };

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

interface Group extends Omit<Finding, 'subject'> {
  readonly subjects: string[];
}

function grouped(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { subject, ...rest } of findings) {
    const key = `${rest.kind} ${rest.message}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...rest, subjects: [subject] });
    else group.subjects.push(subject);
  }
  return [...groups.values()];
}
