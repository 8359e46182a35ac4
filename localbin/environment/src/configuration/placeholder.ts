import { isGenerated } from './generate.js';

/** What stands in a template where somebody must write something. */
export const toBeReplaced = 'TO_BE_REPLACED';

/** Whether the value only stands for one: nothing can be done with it, and it is no secret. */
export function isPlaceholder(value: string): boolean {
  return value.includes(toBeReplaced) || isGenerated(value);
}
