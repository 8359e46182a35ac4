import { formatDiagnostic, problem, type Diagnostic, type Result } from '@dust-workspace/component';
import type { Edited, Editing } from '@dust-workspace/environment';
import { editProject, renderEvent } from '@dust-workspace/lifecycle';
import { openEditor } from '@dust-workspace/lifecycle/secrets';
import { askPerson, isAttended } from './askPerson.js';
import { exitCodes, print, type Face } from './face.js';
import { openOptions, printDiagnostics, withWorkspace } from './open.js';
import type { ChangeOptions } from './options.js';

/** Lets a person edit the configuration of a component, or `env/project.env`. */
export async function editConfiguration(face: Face, component: string | undefined, options: ChangeOptions): Promise<number> {
  const refusal = options.dryRun === true ? undefined : whyNot(face);
  if (refusal !== undefined) {
    printDiagnostics(face, [refusal]);
    return exitCodes.failed;
  }
  const editing: Editing = {
    edit: (path) => openEditor(path, { processEnv: face.processEnv, cwd: face.cwd, attended: true }),
    again: (diagnostics) => askAgain(face, diagnostics),
  };
  if (component === undefined) {
    const open = openOptions(face, options);
    return open === undefined ? exitCodes.usage : tell(face, await editProject(open.root, editing, options.dryRun));
  }
  return withWorkspace(face, options, [component], async (workspace) => {
    const run = {
      command: `dsw env-config-edit ${component}`,
      signal: new AbortController().signal,
      dryRun: options.dryRun,
      emit: (event: Parameters<typeof renderEvent>[0]) => print(face.stderr, renderEvent(event) ?? ''),
    };
    return tell(face, await workspace.editConfiguration(component, editing, run));
  });
}

const outcomes: Readonly<Record<Edited['kind'], string>> = {
  saved: 'saved; what runs has it from its next start',
  unchanged: 'not changed',
  discarded: 'not changed',
  planned: 'would be opened in an editor, and saved once it is sound',
};

function whyNot(face: Face): Diagnostic | undefined {
  if (isAttended(face) && face.stdout.isTTY) return undefined;
  return problem(
    'no-terminal',
    'an editor needs a terminal, and there is none',
    'Run it in a terminal, or write the file in env/ yourself.',
  );
}

async function askAgain(face: Face, diagnostics: readonly Diagnostic[]): Promise<boolean> {
  print(face.stderr, diagnostics.map(formatDiagnostic).join('\n'));
  return !/^n(o)?$/i.test(await askPerson(face, 'Edit it again? Without that nothing is changed, and the edit is lost. [Y/n] '));
}

function tell(face: Face, edited: Result<Edited>): number {
  if (!edited.ok) {
    printDiagnostics(face, edited.diagnostics);
    return exitCodes.failed;
  }
  const { kind, file, warnings } = edited.value;
  printDiagnostics(face, warnings);
  print(face.stdout, `${file}: ${outcomes[kind]}`);
  return kind === 'discarded' ? exitCodes.failed : exitCodes.ok;
}
