import { join } from 'node:path';
import { HookFailure, type ExecOptions, type ExecResult } from '@dust-workspace/component/hooks';
import { answerOf, client, refusal, type Context } from '../client.js';

/** The folder of the component. */
export const directory = join(import.meta.dirname, '../..');

export const namespaces = {
  TEMPORAL_NAMESPACE: 'dust',
  TEMPORAL_AGENT_NAMESPACE: 'dust-agent',
  TEMPORAL_CONNECTORS_NAMESPACE: 'dust-connectors',
  TEMPORAL_RELOCATION_NAMESPACE: 'dust-relocation',
};

/** A server of the component, with a volume of its own, whatever runs it. */
export abstract class Server {
  /** What hooks have said. */
  readonly lines: string[] = [];
  abstract readonly port: number;
  abstract readonly volume: string;

  abstract start(): Promise<void>;

  /** Ends it by force. */
  abstract kill(): Promise<void>;

  /** Ends it, and removes everything that belongs to it. */
  abstract dispose(): Promise<void>;

  /** Runs a command in the component's context. */
  abstract exec(line: readonly [string, ...string[]], options?: ExecOptions): Promise<ExecResult>;

  context(overrides: Partial<Context> = {}): Context {
    return {
      component: 'temporal',
      environment: 'test',
      directory,
      env: namespaces,
      endpoint: () => ({ host: '127.0.0.1', port: this.port }),
      exec: (line, options) => this.exec(line, options),
      run: async (line, options) => {
        const result = await this.exec(line, options);
        if (result.exitCode === 0) return result.stdout;
        throw new HookFailure(`${line[0]} exited with ${result.exitCode}: ${result.stderr}`);
      },
      log: (line) => this.lines.push(line),
      signal: new AbortController().signal,
      ...overrides,
    };
  }

  /** Runs the client where it is expected to succeed. */
  async client(...args: string[]): Promise<string> {
    const context = this.context();
    const result = await client(context, args);
    if (result.exitCode !== 0) throw refusal(context, args, result);
    return result.stdout;
  }

  /** Starts a workflow; nobody works on it. */
  async startWorkflow(namespace: string, id: string, ...more: string[]): Promise<void> {
    await this.client(
      'workflow',
      'start',
      '--namespace',
      namespace,
      '--task-queue',
      'queue',
      '--type',
      'Type',
      '--workflow-id',
      id,
      ...more,
    );
  }

  /** Identifiers of workflows that fulfil a condition, each with its status. */
  async workflows(namespace: string, query: string): Promise<string[]> {
    const answer = (await answerOf(this.context(), ['workflow', 'list', '--namespace', namespace, '--query', query])) as readonly {
      readonly execution: { readonly workflowId: string };
      readonly status: string;
    }[];
    return answer.map(({ execution, status }) => `${execution.workflowId} ${status.replace('WORKFLOW_EXECUTION_STATUS_', '')}`).sort();
  }

  /** Events of a workflow, in their order. */
  async history(namespace: string, id: string): Promise<string[]> {
    const answer = (await answerOf(this.context(), ['workflow', 'show', '--namespace', namespace, '--workflow-id', id])) as {
      readonly events: readonly { readonly eventType: string }[];
    };
    return answer.events.map(({ eventType }) => eventType.replace('EVENT_TYPE_', ''));
  }
}
