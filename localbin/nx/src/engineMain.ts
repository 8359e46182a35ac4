import { createInterface } from 'node:readline';
import { carryOut } from './carryOut.js';
import { engine } from './engine.js';
import type { Job, Message } from './job.js';

/**
 * The process in which the engine runs for Nx: reads a job from its first line of input, answers line by line, and ends.
 * Any further line, and the end of the input, mean that nobody waits any longer: what runs is finished or undone.
 */
async function main(): Promise<void> {
  const controller = new AbortController();
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  // Whoever listened may have gone; what was begun is finished all the same.
  process.stdout.on('error', () => undefined);
  const first = await lines.next();
  if (first.done === true) return;
  const job = JSON.parse(first.value) as Job;
  void lines.next().then(() => {
    controller.abort();
  });
  const { environment } = job.options;
  const send = (message: Message): void => {
    process.stdout.write(`${JSON.stringify(message)}\n`);
  };
  await carryOut(job, {
    engine: engine({ root: job.root, processEnv: process.env, ...(environment === undefined ? {} : { environment }) }),
    send,
    signal: controller.signal,
  });
}

await main();
process.stdout.write('', () => {
  process.exit();
});
