import { createInterface } from 'node:readline/promises';
import type { Face } from './face.js';

/** Whether somebody sits at a terminal and can be asked. */
export function isAttended(face: Face): boolean {
  return face.stdin.isTTY && face.stderr.isTTY;
}

/** The answer to a question on the terminal, without blanks around it; empty when there is none, or when the person interrupts it. */
export async function askPerson(face: Face, question: string, signal: AbortSignal = new AbortController().signal): Promise<string> {
  const dialogue = createInterface({ input: face.stdin, output: face.stderr });
  try {
    return (await dialogue.question(question, { signal })).trim();
  } catch {
    return '';
  } finally {
    dialogue.close();
  }
}

/** Whether the answer means yes. */
export function isYes(answer: string): boolean {
  return /^y(es)?$/i.test(answer);
}
