import type { RunAnswer } from './api.js';

/** What is asked through the console, as somebody would type it in a terminal: `dsw restart redis`. */
export function commandLine({ verb, component }: Pick<RunAnswer, 'verb' | 'component'>): string {
  return ['dsw', verb, ...(component === null ? [] : [component])].join(' ');
}
