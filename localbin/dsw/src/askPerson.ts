import { createInterface } from 'node:readline/promises';
import { print, type Face } from './face.js';

/** Whether somebody sits at a terminal and can be asked. */
export function isAttended(face: Face): boolean {
  return face.stdin.isTTY && face.stderr.isTTY;
}

/** The answer to a question on the terminal, without blanks around it; empty when there is none, or when the person interrupts it. */
export async function askPerson(face: Face, question: string, signal: AbortSignal = new AbortController().signal): Promise<string> {
  const dialogue = createInterface({ input: face.stdin, output: face.stderr });
  const ended = new AbortController();
  // The key is no signal here, since the terminal hands it on as it is; for whoever listens it is one all the same.
  dialogue.once('SIGINT', () => {
    print(face.stderr, '^C');
    process.emit('SIGINT');
    ended.abort();
  });
  try {
    return (await dialogue.question(question, { signal: AbortSignal.any([signal, ended.signal]) })).trim();
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
