import { formatDiagnostic } from '@dust-workspace/component';
import type { UpdatedCheckout } from './updateCheckouts.js';

/** What an update of checkouts changed, for people. */
export function renderUpdate(updated: readonly UpdatedCheckout[], planned = false): string {
  return updated.length === 0 ? 'no component is a checkout' : updated.map((one) => renderOne(one, planned)).join('\n\n');
}

function renderOne(
  { component, action, from, to, commits, log, dropped, filesChanged, notable, warnings }: UpdatedCheckout,
  planned: boolean,
): string {
  const warned = warnings.map(formatDiagnostic);
  if (action === 'unchanged') return [`${component} is at ${short(to)} already`, ...warned].join('\n');
  const counted = [
    `${commits} ${commits === 1 ? 'commit' : 'commits'}`,
    ...(dropped === 0 ? [] : [`${dropped} of those before are not in it`]),
    `${filesChanged} ${filesChanged === 1 ? 'file' : 'files'}`,
  ].join(', ');
  const more = commits > log.length ? [`  … and ${commits - log.length} more`] : [];
  const touched = notable.map(({ path, files }) => `  ${path} (${files})`);
  return [
    `${component}: ${planned ? 'would move ' : ''}${short(from)} -> ${short(to)} (${counted})`,
    ...log.map((line) => `  ${line}`),
    ...more,
    ...(touched.length === 0 ? [] : ['changed, and worth knowing:', ...touched]),
    ...warned,
    ...(planned ? [] : ['dsw up builds and initialises what this changed.']),
  ].join('\n');
}

function short(commit: string): string {
  return commit.slice(0, 10);
}
