import { Console } from 'node:console';
import { createInterface } from 'node:readline';
import { endOnFault, guardOutput, Redactor } from '@dust-workspace/lifecycle/guard';
import { carryOut } from './carryOut.js';
import { engine } from './engine.js';
import type { Job, Message } from './job.js';
import { redactMessage } from './redactMessage.js';

// What hooks print past their log must not get between the answers.
globalThis.console = new Console(process.stderr);

const redactor = new Redactor();
guardOutput(redactor, [process.stderr]);
const fault = endOnFault(redactor, process.stderr);

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
    process.stdout.write(`${JSON.stringify(redactMessage(message, redactor))}\n`);
  };
  await carryOut(job, {
    engine: engine({ root: job.root, processEnv: process.env, redactor, ...(environment === undefined ? {} : { environment }) }),
    send,
    signal: controller.signal,
  });
}

await main().catch(fault);
process.stdout.write('', () => {
  process.exit();
});
