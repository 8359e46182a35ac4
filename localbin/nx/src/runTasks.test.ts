import { describe, expect, it } from 'vitest';
import type { EngineProcess } from './engineProcess.js';
import type { Job, Message, TaskAnswer } from './job.js';
import { runTasks, type TaskRun } from './runTasks.js';

const answer = (task: string, status: TaskAnswer['status'] = 'success'): Message => ({
  kind: 'result',
  result: { task, status, text: `${task} ${status}`, milliseconds: 1 },
});

interface Scenario {
  readonly tasks: readonly string[];
  readonly messages?: (job: Job, interrupted: Promise<void>) => AsyncGenerator<Message>;
  readonly inputs?: TaskRun['inputs'];
  readonly commandLine?: string;
  readonly signal?: AbortSignal;
}

/** Runs tasks of components (`redis:start`) against an engine that says what the scenario says. */
function scenario({ tasks, messages, inputs = {}, commandLine, signal = new AbortController().signal }: Scenario) {
  const jobs: Job[] = [];
  const printed: string[] = [];
  const startEngine = (job: Job): EngineProcess => {
    jobs.push(job);
    let interrupt: () => void = () => undefined;
    const interrupted = new Promise<void>((resolve) => (interrupt = resolve));
    return { messages: messages?.(job, interrupted) ?? say(), interrupt };
  };
  const graph = {
    tasks: Object.fromEntries(tasks.map((id) => [id, task(id)])),
    dependencies: Object.fromEntries(tasks.map((id, index) => [id, tasks.slice(0, index)])),
  };
  const results = runTasks({
    root: '/workspace',
    graph,
    inputs,
    commandLine: commandLine?.split(' '),
    startEngine,
    width: 80,
    print: (line) => printed.push(line),
    signal,
  });
  return { results, jobs, printed };
}

function task(id: string) {
  const [project = '', target = ''] = id.split(':');
  const projectRoot = project === 'workspace' ? 'ops/workspace' : `platform/${project}`;
  return { id, target: { project, target }, projectRoot, overrides: {}, outputs: [], parallelism: true };
}

async function* say(...messages: readonly Message[]): AsyncGenerator<Message> {
  yield* messages;
}

async function all(results: AsyncIterable<TaskAnswer>): Promise<string[]> {
  const texts: string[] = [];
  for await (const result of results) texts.push(`${result.task} ${result.status}`);
  return texts;
}

describe('a batch', () => {
  it('hands the engine one job, prints what it says, and yields each result as it comes', async () => {
    const { results, jobs, printed } = scenario({
      tasks: ['a:start', 'b:start'],
      commandLine: 'run-many -t start -p b',
      inputs: { 'b:start': { dryRun: true } },
      messages: () => say(answer('a:start'), { kind: 'line', text: 'b: waiting' }, answer('b:start'), { kind: 'end' }),
    });
    expect((await results.next()).value).toMatchObject({ task: 'a:start' });
    expect(printed).toEqual([]);
    expect((await results.next()).value).toMatchObject({ task: 'b:start' });
    expect(printed).toEqual(['b: waiting']);
    expect((await results.next()).done).toBe(true);
    expect(jobs).toMatchObject([
      {
        root: '/workspace',
        command: 'nx run-many -t start -p b',
        options: { dryRun: true },
        width: 80,
        dependencies: { 'a:start': [], 'b:start': ['a:start'] },
        calls: [
          {
            kind: 'tasks',
            tasks: [
              { id: 'a:start', named: false },
              { id: 'b:start', after: ['a:start'], named: true },
            ],
          },
        ],
      },
    ]);
  });

  it('gives every task a result when the engine dies', async () => {
    const { results } = scenario({ tasks: ['a:start', 'b:start'], messages: () => say(answer('a:start')) });
    const texts: string[] = [];
    for await (const { task: id, status, text } of results) texts.push(`${id} ${status}: ${text}`);
    expect(texts).toEqual([
      'a:start success: a:start success',
      'b:start failure: error: the engine ended before it was done with this task',
    ]);
  });

  it('gives every task one result, whatever the engine says', async () => {
    const { results } = scenario({
      tasks: ['a:start'],
      messages: () => say(answer('a:start'), answer('a:start', 'failure'), answer('b:start')),
    });
    expect(await all(results)).toEqual(['a:start success']);
  });

  it('fails without an engine when an option is wrong', async () => {
    const { results, jobs } = scenario({ tasks: ['a:start', 'b:start'], inputs: { 'a:start': { dryRnu: true } } });
    expect(await all(results)).toEqual(['a:start failure', 'b:start failure']);
    expect(jobs).toEqual([]);
  });

  it('fails tasks whose verb is none, skips those that come after them, and carries out the others', async () => {
    const { results } = scenario({ tasks: ['b:start', 'a:fly', 'c:start'], messages: () => say(answer('b:start'), { kind: 'end' }) });
    expect(await all(results)).toEqual(['a:fly failure', 'c:start skipped', 'b:start success']);
  });

  it('lets a flag of the command line hold for tasks that Nx does not give it to', async () => {
    const { results, jobs } = scenario({ tasks: ['a:start'], commandLine: 'run b:start --dry-run --env=prod' });
    await all(results);
    expect(jobs[0]?.options).toMatchObject({ dryRun: true, environment: 'prod' });
  });

  it('after an interruption waits for the engine, and yields everything at the end', async () => {
    const controller = new AbortController();
    const events: string[] = [];
    const { results } = scenario({
      tasks: ['a:start', 'b:start'],
      signal: controller.signal,
      async *messages(_job, interrupted) {
        yield { kind: 'line', text: 'a: waiting' };
        controller.abort();
        await interrupted;
        yield answer('a:start', 'failure');
        events.push('undone');
        yield answer('b:start', 'skipped');
        yield { kind: 'end' };
      },
    });
    for await (const { task: id, status } of results) events.push(`${id} ${status}`);
    expect(events).toEqual(['undone', 'a:start failure', 'b:start skipped']);
  });
});
