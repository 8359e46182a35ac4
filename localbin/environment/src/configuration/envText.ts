import { fail, ok, type Result } from '@dust-workspace/component';
import { parseEnvFile } from '../envFile.js';
import { scanEnvText } from '../scanEnvText.js';

/** One assignment of an env file as it is written, with the comments and empty lines in front of it. */
export interface Segment {
  readonly name: string;
  readonly value: string;
  readonly leading: readonly string[];
  /** The lines of the assignment itself. */
  readonly source: readonly string[];
  /** Counts from 1. */
  readonly line: number;
}

/** The text of an env file, cut such that single assignments can be replaced and everything else stays as it is. */
export interface EnvText {
  readonly segments: readonly Segment[];
  /** What follows the last assignment. */
  readonly trailing: readonly string[];
}

/** Cuts a text into its assignments. Line ends become those of Unix. `file` is for the diagnostics of what is no env file. */
export function splitEnvText(text: string, file: string): Result<EnvText> {
  const parsed = parseEnvFile(text, file);
  if (!parsed.ok) return fail(...parsed.diagnostics);
  const unix = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const lines = unix.split('\n');
  let passed = 0;
  const segments = scanEnvText(unix, file).assignments.map(({ name, value, place, written }): Segment => {
    const first = place.line - 1;
    const next = first + written.split('\n').length;
    const segment = { name, value, leading: lines.slice(passed, first), source: lines.slice(first, next), line: place.line };
    passed = next;
    return segment;
  });
  return ok({ segments, trailing: lines.slice(passed) });
}

export function joinEnvText({ segments, trailing }: EnvText): string {
  return [...segments.flatMap(({ leading, source }) => [...leading, ...source]), ...trailing].join('\n');
}

export function segmentOf({ segments }: EnvText, name: string): Segment | undefined {
  return segments.find((segment) => segment.name === name);
}
