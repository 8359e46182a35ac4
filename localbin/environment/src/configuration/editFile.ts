import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { fail, ok, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import { writeAtomically } from '../atomicWrite.js';
import { readEnvFile } from '../envFile.js';
import { isAlive } from '../isAlive.js';
import { behindLinks } from '../prepareConfiguration.js';
import { isThere } from '../isThere.js';
import { utf8 } from '../utf8.js';

/** The person at the editor. */
export interface Editing {
  /** Lets the person edit the file at `path`, and fails when the editor does. */
  edit(path: string): Promise<Result<void>>;
  /** Shows what is wrong with it. True to edit it again, false to give up. */
  again(diagnostics: readonly Diagnostic[]): Promise<boolean>;
}

export interface Edited {
  readonly kind: 'saved' | 'unchanged' | 'discarded' | 'planned';
  /** Relative to the workspace. */
  readonly file: string;
  /** What is not wrong, and probably not meant either. */
  readonly warnings: readonly Diagnostic[];
}

/** How the file is judged, and how it takes its place. */
export interface EditedFile {
  readonly root: string;
  readonly path: string;
  check(text: string, file: string): readonly Diagnostic[];
  /** Runs `write` while nobody else writes the file. */
  exclusively<T>(write: () => Promise<Result<T>>): Promise<Result<T>>;
}

/**
 * Has a copy edited beside the file and puts it in its place once it is sound. The file is never half written; one that somebody else changed meanwhile is
 * left alone. What a killed edit left is removed by the next.
 */
export async function editFile({ root, path, check, exclusively }: EditedFile, editing: Editing): Promise<Result<Edited>> {
  const file = relative(root, path);
  const before = await present(path, file);
  if (!before.ok) return before;
  await sweepAbandoned(dirname(path));
  const folder = join(dirname(path), `.edit-${process.pid}-${randomBytes(4).toString('hex')}`);
  const draft = join(folder, basename(path));
  let abandoned = true;
  try {
    await writeAtomically(draft, before.value);
    for (;;) {
      const done = await editing.edit(draft);
      if (!done.ok) return done;
      const edited = await readEdited(draft, file);
      if (!edited.ok) return edited;
      const text = edited.value;
      if (text === before.value) return ok({ kind: 'unchanged', file, warnings: [] });
      const found = check(text, file);
      if (found.some(({ severity }) => severity === 'error')) {
        if (await editing.again(found)) continue;
        return ok({ kind: 'discarded', file, warnings: [] });
      }
      const saved = await exclusively(() => replace(path, file, before.value, text));
      if (saved.ok) return ok({ kind: 'saved', file, warnings: found });
      abandoned = false;
      const kept = problem('edit-kept', 'what was edited is not lost', `It is in ${relative(root, draft)} until the next edit.`);
      return fail(...saved.diagnostics, { ...kept, severity: 'warning' });
    }
  } finally {
    if (abandoned) await rm(folder, { recursive: true, force: true });
  }
}

async function readEdited(draft: string, file: string): Promise<Result<string>> {
  const lost = (message: string, remedy: string): Result<string> => fail({ ...problem('edit-lost', message, remedy), file });
  try {
    return ok(utf8.decode(await readFile(draft)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return lost('what was edited is not text in UTF-8, and nothing was changed', 'Save it as UTF-8.');
    return lost('the editor left no file, and nothing was changed', 'Name another in VISUAL or EDITOR.');
  }
}

/** Also what cannot be parsed: people edit it to mend it. */
async function present(path: string, file: string): Promise<Result<string>> {
  if (!isThere(path)) return ok('');
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    const read = await readEnvFile(path, file);
    if (!read.ok) return read;
    throw error;
  }
}

async function replace(path: string, file: string, before: string, text: string): Promise<Result<void>> {
  const now = await present(path, file);
  if (!now.ok) return now;
  if (now.value !== before)
    return fail({ ...problem('changed-meanwhile', 'somebody else has changed it meanwhile', 'Edit it again.'), file });
  await writeAtomically(await behindLinks(path), text);
  return ok();
}

async function sweepAbandoned(folder: string): Promise<void> {
  for (const name of namesIn(folder)) {
    const editor = /^\.edit-(\d+)-[0-9a-f]{8}$/.exec(name)?.[1];
    if (editor !== undefined && !isAlive(Number(editor))) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
