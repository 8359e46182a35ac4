import { relative } from 'node:path';
import { fail, ok, type Component, type Result } from '@dust-workspace/component';
import { configurationFile } from '../paths.js';
import type { ConfigurationChange, PrepareOptions } from '../prepareConfiguration.js';
import { joinEnvText, splitEnvText, type EnvText } from './envText.js';
import { checkGenerators, fillGenerated, fillTemplate } from './generate.js';
import { maskedDiff } from './maskedDiff.js';
import { mergeTemplate } from './mergeTemplate.js';
import { preparedStateFile, readPreparedState, type PreparedState } from './preparedState.js';
import { readEnvText } from './readEnvText.js';
import { templateOf } from './templates.js';

export interface PlannedChange extends ConfigurationChange {
  readonly component: string;
  /** What the file is to say. */
  readonly text: string;
  /** What is to be remembered of it; absent when that is known already. */
  readonly state?: PreparedState;
  /** How a changed file differs, line by line, without secrets. */
  readonly diff: readonly string[];
  /** Variables that the template has given another value, and which stay as the person has set them. */
  readonly stands: readonly string[];
}

/** What a preparation makes of the configuration of a component; undefined when it has no template. */
export async function planChange(component: Component, options: PrepareOptions): Promise<Result<PlannedChange | undefined>> {
  const { root, environment, random } = options;
  const { name } = component;
  const path = configurationFile(root, environment, name);
  const file = relative(root, path);
  const own = await readEnvText(path, file);
  const before = await readPreparedState(preparedStateFile(root, environment, name));
  const asked = options.template ?? (own.ok && own.value === undefined ? undefined : before?.template);
  const source = templateOf(root, name, asked === undefined ? [environment, 'default'] : [asked, 'default']);
  if (source === undefined) return own.ok ? ok(undefined) : own;
  const template = relative(root, source);
  const read = await readTemplate(source, template);
  if (!own.ok || !read.ok) return fail(...(own.ok ? [] : own.diagnostics), ...(read.ok ? [] : read.diagnostics));
  const { text, split } = read.value;
  const state: PreparedState = { text, ...(asked === undefined ? {} : { template: asked }) };
  const base = { component: name, file, template };
  if (own.value === undefined) {
    const made = joinEnvText(fillGenerated(split, random));
    return ok({ ...base, kind: 'created', text: made, state, diff: [], stands: [] });
  }
  const mine = splitEnvText(own.value, file);
  if (!mine.ok) return mine;
  const merge = mergeTemplate({ base: splitBase(before), mine: mine.value, theirs: split });
  const filled = fillTemplate(merge.text, file, random);
  if (!filled.ok) return filled;
  const merged = joinEnvText(filled.value);
  const remembered = before?.text === state.text && before.template === state.template ? {} : { state };
  if (merged === joinEnvText(mine.value))
    return ok({ ...base, ...remembered, kind: 'kept', text: own.value, diff: [], stands: merge.kept });
  const diff = await maskedDiff(mine.value, filled.value, component);
  return ok({ ...base, ...remembered, kind: 'changed', text: merged, diff, stands: merge.kept });
}

async function readTemplate(path: string, file: string): Promise<Result<{ readonly text: string; readonly split: EnvText }>> {
  const read = await readEnvText(path, file);
  if (!read.ok) return read;
  const text = read.value ?? '';
  const split = splitEnvText(text, file);
  if (!split.ok) return split;
  const diagnostics = checkGenerators(split.value, file);
  return diagnostics.length > 0 ? fail(...diagnostics) : ok({ text, split: split.value });
}

function splitBase(before: PreparedState | undefined): EnvText | undefined {
  if (before === undefined) return undefined;
  const split = splitEnvText(before.text, '');
  return split.ok ? split.value : undefined;
}
