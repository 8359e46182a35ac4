import { resolve } from 'node:path';
import { fail, formatDiagnostic, ok, problem, unreachable, type Diagnostic, type Result } from '@dust-workspace/component';
import { endOfChangeAsLine } from '@dust-workspace/lifecycle';
import {
  askHidden,
  checkSecrets,
  decryptSecrets,
  diffText,
  editSecrets,
  encryptSecrets,
  initSecrets,
  installGitDriver,
  openEditor,
  openKeyring,
  passphraseSource,
  rotateSecrets,
  setSecret,
  withSecrets,
  workspaceName,
  type SecretsEvent,
  type SecretsTools,
} from '@dust-workspace/lifecycle/secrets';
import { askPerson, isAttended } from './askPerson.js';
import { exitCodes, print, type Face } from './face.js';
import { printDiagnostics, withWorkspace } from './open.js';
import type { InitOptions, SecretsOptions } from './secretsCommands.js';

export function init(face: Face, options: InitOptions): Promise<number> {
  const isLocked = options.passphrase === true || options.passphraseFd !== undefined;
  return act(face, [], options, async ({ context, git }) => {
    const made = await initSecrets(
      context,
      {
        ...(options.name === undefined ? {} : { name: options.name }),
        ...(isLocked ? { passphrase: passphraseSource(face.processEnv, options.passphraseFd) } : {}),
      },
      git,
    );
    return made.ok && options.git === true ? installGitDriver(context, git, resolve(process.argv[1] ?? 'dsw')) : made;
  });
}

export function encrypt(face: Face, names: readonly string[], options: SecretsOptions): Promise<number> {
  return act(face, names, options, ({ context, components }) => encryptSecrets(context, components(names)));
}

export function decrypt(face: Face, names: readonly string[], options: SecretsOptions): Promise<number> {
  return act(face, names, options, ({ context, components }) => decryptSecrets(context, components(names)));
}

export function edit(face: Face, name: string, options: SecretsOptions): Promise<number> {
  const attended = isAttended(face) && face.stdout.isTTY && !isNxTask(face);
  return act(face, [name], options, async ({ context, components }) => {
    const [component] = components([name]);
    if (component === undefined) return ok();
    return editSecrets(context, component, {
      edit: (path) => openEditor(path, { processEnv: face.processEnv, cwd: face.cwd, attended }),
      again: (diagnostics) => editAgain(face, attended, diagnostics),
    });
  });
}

export function set(face: Face, name: string, variable: string, options: SecretsOptions): Promise<number> {
  return act(face, [name], options, async ({ context, components }) => {
    const [component] = components([name]);
    const value = options.dryRun === true ? ok(undefined) : await givenValue(face, variable);
    if (component === undefined || !value.ok) return value.ok ? ok() : value;
    return setSecret(context, component, variable, value.value);
  });
}

export function rotate(face: Face, options: SecretsOptions): Promise<number> {
  return act(face, [], options, ({ context }) => rotateSecrets(context));
}

export function check(face: Face, options: SecretsOptions): Promise<number> {
  return act(face, [], { ...options, json: undefined }, async ({ context, git }) => {
    const { files, environments, diagnostics } = await checkSecrets(context, git);
    if (options.json === true) {
      print(face.stdout, JSON.stringify({ ok: diagnostics.length === 0, files, environments, diagnostics }, null, 2));
      return diagnostics.length === 0 ? ok() : fail();
    }
    if (diagnostics.length > 0) return fail(...diagnostics);
    print(
      face.stdout,
      `in order: ${files.length} encrypted, environments: ${environments.length === 0 ? 'none' : environments.join(', ')}`,
    );
    return ok();
  });
}

/** Whatever happens, git gets something to compare. */
export async function showDiffText(face: Face, file: string): Promise<number> {
  const keyring = openKeyring(face.processEnv, passphraseSource(face.processEnv));
  print(face.stdout, await diffText(resolve(face.cwd, file), keyring));
  return exitCodes.ok;
}

function act(
  face: Face,
  names: readonly string[],
  options: SecretsOptions,
  body: (tools: SecretsTools) => Promise<Result<void>>,
): Promise<number> {
  const components = names.filter((name) => name !== workspaceName);
  const { json, dryRun = false } = options;
  return withWorkspace(face, options, components, async (workspace) => {
    const request = {
      processEnv: face.processEnv,
      dryRun,
      ...(options.passphraseFd === undefined ? {} : { passphraseFd: options.passphraseFd }),
      emit: (event: SecretsEvent) => print(face.stdout, json === true ? lineOf(event) : sentence(event)),
    };
    const done = await withSecrets(workspace, request, body);
    const diagnostics = done.ok ? [] : done.diagnostics;
    const exitCode = done.ok ? exitCodes.ok : exitCodes.failed;
    printDiagnostics(face, diagnostics);
    if (json === true) print(face.stdout, endOfChangeAsLine({ exitCode, dryRun, result: null, diagnostics }, new Date()));
    return exitCode;
  });
}

function lineOf({ kind, ...event }: SecretsEvent): string {
  return JSON.stringify({ kind, at: new Date().toISOString(), ...event });
}

function sentence(event: SecretsEvent): string {
  switch (event.kind) {
    case 'written':
      return `${event.file}: ${event.detail}`;
    case 'planned':
      return `${event.file}: would be written, ${event.detail}`;
    case 'unchanged':
      return `${event.file}: unchanged, ${event.detail}`;
    case 'seen':
      return `${event.file}: ${event.people.join(', ')} could read the values of ${event.names.join(', ')}: change them`;
    case 'note':
      return event.text;
    default:
      return unreachable(event);
  }
}

/** A person types it, unseen; anything else pipes it in. Nx gives its tasks a standard input in which nothing ever arrives. */
async function givenValue(face: Face, variable: string): Promise<Result<Buffer>> {
  if (!isNxTask(face) && !face.stdin.isTTY) {
    const chunks: Buffer[] = [];
    for await (const chunk of face.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
    return ok(Buffer.concat(chunks));
  }
  const typed = await askHidden(`Value of ${variable}: `);
  if (typed.ok) return ok(Buffer.from(typed.value));
  if (!isNxTask(face)) return typed;
  return fail(
    problem('no-terminal', 'Nx passes no standard input on, and there is no terminal to ask for the value', 'Run dsw secrets-set instead.'),
  );
}

async function editAgain(face: Face, attended: boolean, diagnostics: readonly Diagnostic[]): Promise<boolean> {
  if (!attended) return false;
  print(face.stderr, diagnostics.map(formatDiagnostic).join('\n'));
  return !/^n(o)?$/i.test(await askPerson(face, 'Edit it again? Without that nothing is changed, and the edit is lost. [Y/n] '));
}

/** Nx keeps what its tasks print. */
function isNxTask({ processEnv }: Face): boolean {
  return processEnv['NX_TASK_TARGET_PROJECT'] !== undefined;
}
