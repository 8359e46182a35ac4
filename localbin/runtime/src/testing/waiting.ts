import { poll } from '../poll.js';
import type { Instance, Runtime } from '../runtime.js';

/** Waits for a condition, and throws with its description when it does not come true within 10 seconds. */
export async function eventually(description: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  if (!(await poll(condition, { within: 10_000, first: 2, most: 50 })))
    throw new Error(`within 10 s it did not come true that ${description}`);
}

/** Waits until the output of an instance has a line. */
export async function saying(runtime: Runtime, instance: Instance, line: string): Promise<void> {
  await eventually(`${instance.component.name} says "${line}"`, async () => (await linesOf(runtime, instance)).includes(line));
}

/** The output of an instance as it is now. */
export async function linesOf(runtime: Runtime, instance: Instance, tail?: number): Promise<string[]> {
  const signal = new AbortController().signal;
  const options = { follow: false, signal, ...(tail === undefined ? {} : { tail }) };
  const lines: string[] = [];
  for await (const line of runtime.logs(instance, options)) lines.push(line);
  return lines;
}
