import { fail, type Component, type Result } from '@dust-workspace/component';
import { openKeyring, passphraseSource, type Git, type SecretsContext, type SecretsEvent } from '@dust-workspace/environment/secrets';
import { runGit } from '@dust-workspace/runtime';
import { systemProblem } from './systemProblem.js';
import type { Workspace } from './workspace.js';
import { workspaceComponent, workspaceName } from './workspaceComponent.js';

export {
  askHidden,
  checkSecrets,
  decryptSecrets,
  diffText,
  editSecrets,
  encryptSecrets,
  initSecrets,
  installGitDriver,
  openKeyring,
  passphraseSource,
  rotateSecrets,
  setSecret,
  type SecretsEvent,
} from '@dust-workspace/environment/secrets';
export { openEditor } from '@dust-workspace/runtime';
export { workspaceName } from './workspaceComponent.js';

export interface SecretsRequest {
  readonly processEnv: NodeJS.ProcessEnv;
  /** The number of an open file descriptor with the passphrase of the key; otherwise the terminal is asked. */
  readonly passphraseFd?: string;
  /** Says what would be done, and changes nothing. */
  readonly dryRun?: boolean | undefined;
  readonly emit: (event: SecretsEvent) => void;
}

export interface SecretsTools {
  readonly context: SecretsContext;
  readonly git: Git;
  /** The components of these names, which must be known, and the workspace itself. */
  components(names: readonly string[]): Component[];
}

/** Runs a verb of secrets in a workspace. What the operating system refuses, such as a full disk, becomes a failure. */
export async function withSecrets<T>(
  { catalog, selection }: Workspace,
  { processEnv, passphraseFd, dryRun, emit }: SecretsRequest,
  body: (tools: SecretsTools) => Promise<Result<T>>,
): Promise<Result<T>> {
  const workspace = workspaceComponent(catalog.root);
  const context: SecretsContext = {
    root: catalog.root,
    environment: selection.environment,
    processEnv,
    now: new Date(),
    keyring: openKeyring(processEnv, passphraseSource(processEnv, passphraseFd)),
    components: [...catalog.components.values(), workspace],
    emit,
    dryRun,
  };
  try {
    return await body({
      context,
      git: (words, input) => runGit(catalog.root, processEnv, words, input),
      components: (names) => names.flatMap((name) => (name === workspaceName ? workspace : (catalog.components.get(name) ?? []))),
    });
  } catch (error) {
    const known = systemProblem(error);
    if (known === undefined) throw error;
    return fail(known);
  }
}
