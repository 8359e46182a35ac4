import { pathToFileURL } from 'node:url';
import type { Ran, Workspace } from './workspace.js';

/** What a person sees, with times, set names and the folder of the workspace replaced: the same in every run. */
export interface Seen {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The outcome of a command in the form in which tests compare it: without the newline at the end. */
export function seen({ root }: Workspace, { exitCode, stdout, stderr }: Ran): Seen {
  return { exitCode, stdout: steady(root, stdout), stderr: steady(root, stderr) };
}

function steady(root: string, text: string): string {
  return text
    .replaceAll(pathToFileURL(root).href, 'file://<workspace>')
    .replaceAll(root, '<workspace>')
    .replaceAll(/\b\d{8}T\d{6}Z-[a-z0-9]{4}\b/g, '<set>')
    .replaceAll(/ \(<?\d+(\.\d+)? (ms|s)\)/g, '')
    .replaceAll(/\b(up|after|for|since) \d+(\.\d+)? (ms|s|min \d+ s)\b/g, '$1 <time>')
    .replaceAll(/\b\d+(\.\d+)? (B|KiB)(?= in set)/g, '<bytes>')
    .trimEnd();
}
