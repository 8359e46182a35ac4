import { fail, ok, type Result } from '@dust-workspace/component';
import { systemProblem } from '../systemProblem.js';
import type { ComponentDraft, ComponentRequest } from './componentDraft.js';
import { componentFiles, type NewFile } from './componentFiles.js';
import { draftComponent } from './draftComponent.js';
import { readSurroundings } from './surroundings.js';
import { readTemplates } from './readTemplates.js';
import { writeComponent } from './writeComponent.js';

/** What a request comes to. */
export interface PlannedComponent {
  readonly draft: ComponentDraft;
  readonly files: readonly NewFile[];
}

/** What would be written to add a component to the workspace at `root`, or all that stands against it. Reads only. */
export async function planComponent(root: string, request: ComponentRequest): Promise<Result<PlannedComponent>> {
  const surroundings = await readSurroundings(root);
  const drafted = draftComponent(request, surroundings);
  if (!drafted.ok) return drafted;
  return ok({ draft: drafted.value, files: componentFiles(drafted.value, surroundings, readTemplates('component')) });
}

/** Adds a component to the workspace at `root`. Returns what was written. */
export async function addComponent(root: string, request: ComponentRequest): Promise<Result<PlannedComponent>> {
  const planned = await planComponent(root, request);
  if (!planned.ok) return planned;
  try {
    const written = await writeComponent(root, planned.value.draft, planned.value.files);
    return written.ok ? ok({ ...planned.value, files: written.value }) : written;
  } catch (error) {
    const known = systemProblem(error);
    if (known === undefined) throw error;
    return fail(known);
  }
}
