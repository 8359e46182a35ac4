import { HookFailure } from '@dust-workspace/component/hooks';
import { lastLine, type Context } from './client.js';
import { LineSink } from './lineSink.js';
import { WorkflowCount } from './workflowCount.js';

const statuses = ['', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED', 'TERMINATED', 'CONTINUED_AS_NEW', 'TIMED_OUT', 'PAUSED'];

/** The workflows in the copy of the database. */
export async function copiedWorkflows(context: Context, namespaces: readonly string[]): Promise<WorkflowCount> {
  const count = new WorkflowCount(namespaces);
  await query(context, workflows, (line) => {
    const [namespace, workflowId, runId, type, status, started, closed] = JSON.parse(line) as Row;
    count.add({
      namespace,
      workflowId,
      runId,
      type,
      status: statuses[status] ?? `${status}`,
      started: timeOf(started),
      closed: closed === null ? undefined : timeOf(closed),
    });
  });
  return count;
}

/**
 * Whether everything that had happened to workflows is in the table from which they are listed. The server fills it in a moment after the fact: what is
 * on its way in a copy arrives when that is served.
 */
export async function isSettled(context: Context): Promise<boolean> {
  let settled = false;
  await query(context, unsettled, (line) => {
    settled = line === '0|0|0';
  });
  return settled;
}

type Row = readonly [
  namespace: string,
  workflowId: string,
  runId: string,
  type: string,
  status: number,
  started: string,
  closed: string | null,
];

/** As `workflow list` has them: what the server runs for itself is in divisions of the namespace. */
const workflows = `
SELECT json_array(n.name, v.workflow_id, v.run_id, v.workflow_type_name, v.status, v.start_time, v.close_time)
FROM executions_visibility v JOIN namespaces n ON lower(hex(n.id)) = replace(v.namespace_id, '-', '')
WHERE v.TemporalNamespaceDivision IS NULL;`;

/** How an identifier is written where workflows are listed. */
const uuid = (column: string): string =>
  ['1, 8', '9, 4', '13, 4', '17, 4', '21'].map((part) => `substr(lower(hex(${column})), ${part})`).join(` || '-' || `);

/** Not listed yet; listed still; listed as running, but ended. */
const unsettled = `
SELECT
  (SELECT count(*) FROM executions e WHERE NOT EXISTS (
    SELECT 1 FROM executions_visibility v WHERE v.namespace_id = ${uuid('e.namespace_id')} AND v.run_id = ${uuid('e.run_id')})),
  max(0, (SELECT count(*) FROM executions_visibility) - (SELECT count(*) FROM executions)),
  (SELECT count(*) FROM current_executions c JOIN executions_visibility v
    ON v.namespace_id = ${uuid('c.namespace_id')} AND v.run_id = ${uuid('c.run_id')} WHERE c.status <> 1 AND v.status = 1);`;

/** `immutable`: nobody else has the copy, and nothing is written beside it. */
async function query(context: Context, sql: string, take: (line: string) => void): Promise<void> {
  const script = 'cd "$DSW_VOLUME/copy" && exec sqlite3 -bail "file:temporal.db?immutable=1"';
  const { exitCode, stderr } = await context.exec(['sh', '-c', script], { stdin: sql, stdout: new LineSink(take) });
  if (exitCode !== 0) throw new HookFailure(`the copy of the database cannot be read: ${lastLine(stderr)}`);
}

/** `2025-01-31 12:34:56.789012+00:00` */
function timeOf(text: string): number {
  return Date.parse(text.replace(' ', 'T'));
}
