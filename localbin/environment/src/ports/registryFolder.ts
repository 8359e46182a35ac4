import { access, chmod, constants, lstat, mkdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fail, ok, problem, type Result } from '@dust-workspace/component';

export interface Surroundings {
  readonly processEnv: NodeJS.ProcessEnv;
  /** The name of this machine: a home may be shared by several, and ports are not. */
  readonly machine?: string;
  readonly uid?: number;
}

/**
 * The folder in which leases of ports are registered, made where it is missing: below DSW_STATE_HOME, else below the user's folder for state (XDG Base
 * Directory Specification), else, where there is none that is the user's and can be written to, among the temporary files.
 */
export async function registryFolder({
  processEnv,
  machine = hostname(),
  uid = process.geteuid?.() ?? -1,
}: Surroundings): Promise<Result<string>> {
  const chosen = processEnv['DSW_STATE_HOME'] ?? '';
  const path = join('ports', machine.replaceAll(/[^\w.-]/g, '_') || 'machine');
  if (chosen !== '') {
    if (!isAbsolute(chosen)) return unusable(`DSW_STATE_HOME is no absolute path`);
    return (await makeFolders(chosen, path)) ? ok(join(chosen, path)) : unusable(`${chosen} (DSW_STATE_HOME) cannot be written to`);
  }
  const state = userState(processEnv);
  if (state !== undefined && (await ownerOf(state.owner)) === uid && (await makeFolders(state.folder, path)))
    return ok(join(state.folder, path));
  const temporary = join(processEnv['TMPDIR'] ?? '/tmp', `dust-workspace-${uid}`);
  // Another user may have made it, or a link in its place.
  if (
    [undefined, uid].includes(await ownerOf(temporary, lstat)) &&
    (await makeFolders(temporary, path)) &&
    (await ownerOf(temporary, lstat)) === uid
  )
    return ok(join(temporary, path));
  return unusable(`neither ${state?.folder ?? 'a home'} nor ${temporary} can be written to`);
}

/** `owner` is the folder which tells whose it is: under sudo the home may still be another's, and some users have none. */
function userState({ XDG_STATE_HOME: state = '', HOME: home = '' }: NodeJS.ProcessEnv): { folder: string; owner: string } | undefined {
  if (isAbsolute(state)) return { folder: join(state, 'dust-workspace'), owner: isAbsolute(home) ? home : state };
  return isAbsolute(home) ? { folder: join(home, '.local', 'state', 'dust-workspace'), owner: home } : undefined;
}

/** The user to whom a folder belongs; undefined when there is none. */
async function ownerOf(folder: string, look: (path: string) => Promise<{ readonly uid: number }> = stat): Promise<number | undefined> {
  return look(folder).then(
    ({ uid }) => uid,
    () => undefined,
  );
}

/** Below a folder that everybody may write to, as /tmp is, everybody may register: its leases are shared. */
async function makeFolders(state: string, path: string): Promise<boolean> {
  try {
    await mkdir(state, { recursive: true, mode: 0o700 });
    const isShared = ((await stat(state)).mode & 0o1777) === 0o1777;
    let folder = state;
    for (const name of path.split('/')) {
      folder = join(folder, name);
      const made = await mkdir(folder, { recursive: true, mode: 0o700 });
      if (made !== undefined && isShared) await chmod(folder, 0o1777);
    }
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function unusable(reason: string): Result<never> {
  return fail(problem('no-port-registry', reason, 'Set DSW_STATE_HOME to a folder of yours.'));
}
