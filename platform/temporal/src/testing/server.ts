import { join } from 'node:path';
import { ComponentServer } from '@dust-workspace/runtime/testing';
import { answerOf, client, refusal, type Context } from '../client.js';
import type { Manifest } from '../manifest.js';

/** The folder of the component. */
export const directory = join(import.meta.dirname, '../..');

export const namespaces = {
  TEMPORAL_NAMESPACE: 'dust',
  TEMPORAL_AGENT_NAMESPACE: 'dust-agent',
  TEMPORAL_CONNECTORS_NAMESPACE: 'dust-connectors',
  TEMPORAL_RELOCATION_NAMESPACE: 'dust-relocation',
};

/** A server of the component, whatever runs it. */
export abstract class Server extends ComponentServer {
  get port(): number {
    return this.portOf('TEMPORAL_PORT');
  }

  get uiPort(): number {
    return this.portOf('TEMPORAL_UI_PORT');
  }

  context(overrides: Partial<Context> = {}): Context {
    return { ...this.contextWith<Manifest>(directory, namespaces), ...overrides };
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
