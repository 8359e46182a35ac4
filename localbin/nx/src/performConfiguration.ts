import { renderChanges, renderPrepared } from '@dust-workspace/lifecycle';
import type { Setting } from './carryOut.js';
import type { Call } from './job.js';
import { requestOptions } from './requestOptions.js';

/** Makes the configuration of the environment from its templates. Files that are there change with --yes only. */
export async function performConfiguration(call: Extract<Call, { kind: 'configuration' }>, setting: Setting): Promise<void> {
  const { engine, answers, job, say } = setting;
  const opened = await engine.open();
  if (!opened.ok) return answers.refuse(call.answers, opened.diagnostics);
  const { template, yes } = job.options;
  const approve = async (changes: Parameters<typeof renderChanges>[0]): Promise<boolean> => {
    say(renderChanges(changes));
    return yes;
  };
  const prepared = await opened.value.prepareConfiguration(
    { approve, ...(template === undefined ? {} : { template }) },
    requestOptions(setting, () => undefined),
  );
  if (!prepared.ok) return answers.refuse(call.answers, prepared.diagnostics);
  for (const { task } of call.answers) answers.give(task, 'success', renderPrepared(prepared.value));
}
