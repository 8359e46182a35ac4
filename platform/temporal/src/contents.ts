import type { ContentEntry } from '@dust-workspace/component/hooks';
import { eachOf, type Context } from './client.js';
import { momentFile } from './restore.js';
import { retentions, settings, settingsEntries } from './settings.js';
import { WorkflowCount } from './workflowCount.js';

/** What the running server holds; of workflows, after a restore, what it held at the moment of the backup: by itself it goes on from there. */
export async function contents(context: Context, { digest }: { readonly digest: boolean }): Promise<readonly ContentEntry[]> {
  const set = await settings(context);
  const names = set.namespaces.map(({ name }) => name);
  const count = new WorkflowCount(names, await restoredMoment(context));
  for (const namespace of names)
    await eachOf(context, ['workflow', 'list', '--namespace', namespace], (entry) => {
      const { execution, type, status, startTime, closeTime } = entry as ListedWorkflow;
      count.add({
        namespace,
        ...execution,
        type: type.name,
        status: status.replace('WORKFLOW_EXECUTION_STATUS_', ''),
        started: Date.parse(startTime),
        closed: closeTime === undefined || closeTime === null ? undefined : Date.parse(closeTime),
      });
    });
  return [...settingsEntries(set, digest), ...count.entries(retentions(set), digest)];
}

interface ListedWorkflow {
  readonly execution: { readonly workflowId: string; readonly runId: string };
  readonly type: { readonly name: string };
  readonly status: string;
  readonly startTime: string;
  readonly closeTime?: string | null;
}

async function restoredMoment({ exec }: Context): Promise<number | undefined> {
  const { exitCode, stdout } = await exec(['sh', '-c', `cat "$DSW_VOLUME/data/${momentFile}"`]);
  const moment = Date.parse(stdout);
  return exitCode === 0 && !Number.isNaN(moment) ? moment : undefined;
}
