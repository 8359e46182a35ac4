import type { Server } from './server.js';

/** Workflows in every state that can be had without a worker, and a schedule. */
export async function fill(server: Server): Promise<void> {
  await server.startWorkflow('dust', 'waiting', '--input', '"text"', '--memo', 'note="remember"');
  await server.client('workflow', 'signal', '--namespace', 'dust', '--workflow-id', 'waiting', '--name', 'go', '--input', '{"a":1}');
  await server.startWorkflow('dust-agent', 'talk', '--search-attribute', 'conversationId="c one"', '--search-attribute', 'workspaceId="w"');
  await server.startWorkflow('dust-agent', `odd "ü"\\ 'id'`, '--search-attribute', 'conversationId="c two"');
  await server.startWorkflow('dust-connectors', 'ended', '--search-attribute', 'connectorId=7');
  await server.client('workflow', 'terminate', '--namespace', 'dust-connectors', '--workflow-id', 'ended', '--reason', 'enough');
  await server.startWorkflow('dust-connectors', 'gone');
  await server.client('workflow', 'delete', '--namespace', 'dust-connectors', '--workflow-id', 'gone');
  await server.client(
    ...['schedule', 'create', '--namespace', 'dust-connectors', '--schedule-id', 'nightly', '--interval', '24h'],
    ...['--workflow-id', 'scheduled', '--type', 'Type', '--task-queue', 'queue'],
  );
}

/** What somebody who looks for these workflows finds. */
export async function findings(server: Server): Promise<object> {
  return {
    waiting: await server.history('dust', 'waiting'),
    talk: await server.workflows('dust-agent', 'conversationId = "one"'),
    odd: await server.workflows('dust-agent', 'conversationId = "two"'),
    both: await server.workflows('dust-agent', 'conversationId = "c"'),
    ended: await server.workflows('dust-connectors', 'connectorId = 7'),
    running: await server.workflows('dust-connectors', 'ExecutionStatus = "Running"'),
  };
}

export const allFound = {
  waiting: ['WORKFLOW_EXECUTION_STARTED', 'WORKFLOW_TASK_SCHEDULED', 'WORKFLOW_EXECUTION_SIGNALED'],
  talk: ['talk RUNNING'],
  odd: [`odd "ü"\\ 'id' RUNNING`],
  both: [`odd "ü"\\ 'id' RUNNING`, 'talk RUNNING'],
  ended: ['ended TERMINATED'],
  running: [],
};
