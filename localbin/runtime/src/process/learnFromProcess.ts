import { readFileSync } from 'node:fs';
import type { Instance } from '../runtime.js';
import { hasSecrets, learnFromEnvironment } from '../runningSecrets.js';

/** Tells the redactor the secrets that a process was started with, on systems that let one look. */
export function learnFromProcess(instance: Instance, pid: number): void {
  if (!hasSecrets(instance)) return;
  try {
    learnFromEnvironment(instance, readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0'));
  } catch {
    // It has ended, or belongs to somebody else.
  }
}
