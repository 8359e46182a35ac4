import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startEngine } from './engineProcess.js';
import type { Job, Message } from './job.js';
import { temporaryWorkspace } from './testing/temporaryWorkspace.js';

const job = (root: string): Job => ({
  root,
  command: 'nx run a:start',
  options: { force: false, consistent: false, digest: true, dryRun: false, json: false, yes: false, follow: false, format: 'table' },
  calls: [],
  dependencies: {},
});

/** A program in place of the engine. It finds `say`, the first line of its input as `job`, and the rest of it as `further`. */
function program(body: string): { root: string; main: string } {
  const root = temporaryWorkspace({
    'main.mjs': `import { createInterface } from 'node:readline';
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const job = JSON.parse((await lines.next()).value);
const further = () => lines.next();
const say = (text) => process.stdout.write(JSON.stringify({ kind: 'line', text: String(text) }) + '\\n');
${body}
process.exit();
`,
  });
  return { root, main: join(root, 'main.mjs') };
}

async function linesOf(messages: AsyncIterable<Message>): Promise<string[]> {
  const lines: string[] = [];
  for await (const message of messages) if (message.kind === 'line') lines.push(message.text);
  return lines;
}

it('gets the job and answers until it ends', async () => {
  const { root, main } = program("say(job.command); say(process.cwd()); say('end');");
  expect(await linesOf(startEngine(job(root), main).messages)).toEqual(['nx run a:start', root, 'end']);
});

it('is no descendant of the process that started it', async () => {
  const { root, main } = program('say(process.pid); await further();');
  const engine = startEngine(job(root), main);
  const messages = engine.messages[Symbol.asyncIterator]();
  const first = (await messages.next()).value as Message;
  expect(ancestorsOf(Number(first.kind === 'line' ? first.text : ''))).not.toContain(process.pid);
  engine.interrupt();
  expect((await messages.next()).done).toBe(true);
});

it('hears of an interruption, and goes on talking until it is done', async () => {
  const { root, main } = program("say('begun'); const { value } = await further(); say(value); say('undone');");
  const engine = startEngine(job(root), main);
  const messages = engine.messages[Symbol.asyncIterator]();
  await messages.next();
  engine.interrupt();
  expect(await linesOf({ [Symbol.asyncIterator]: () => messages })).toEqual(['interrupt', 'undone']);
});

it('ends the messages when it dies, or cannot be started at all', async () => {
  const { root, main } = program("say('begun'); process.kill(process.pid, 'SIGKILL'); await further();");
  expect(await linesOf(startEngine(job(root), main).messages)).toEqual(['begun']);
  expect(await linesOf(startEngine({ ...job(root), root: join(root, 'gone') }, main).messages)).toEqual([]);
});

function ancestorsOf(pid: number): number[] {
  const ancestors: number[] = [];
  for (let current = pid; current > 1 && existsSync(`/proc/${current}/stat`); ancestors.push(current)) {
    const [, parent] = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${current}/stat`, 'utf8')) ?? [];
    current = Number(parent);
  }
  return ancestors;
}
