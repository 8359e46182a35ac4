import { fail, ok, problem, type Result } from '@dust-workspace/component';
import { findProgram } from '../findProgram.js';
import { withMirror } from './images/withMirror.js';

export interface ContainedProgram {
  readonly image: string;
  /** DSW_REGISTRY. */
  readonly registry?: string;
  /** Folders and files of this machine that it finds at the same path; those that end in `:ro` it cannot change. */
  readonly mounts: readonly string[];
  readonly owner: { readonly uid: number; readonly gid: number };
  /** The name of the machine as the program sees it. Process numbers inside mean others than outside: it should not be that of this machine. */
  readonly host: string;
  readonly processEnv: NodeJS.ProcessEnv;
}

/**
 * The command by which a program that the machine lacks runs in a container that goes with it, through the client of Docker or of podman: the arguments
 * of the image's own command follow. `variables` are passed on from the environment of that client, so that no value is an argument.
 */
export async function programInContainer({
  image,
  registry = '',
  mounts,
  owner,
  host,
  processEnv,
}: ContainedProgram): Promise<Result<{ readonly program: string; argumentsFor(variables: readonly string[]): string[] }>> {
  const place = { path: processEnv['PATH'] ?? '', directory: '/' };
  const program = (await findProgram('docker', place)) ?? (await findProgram('podman', place));
  if (program === undefined)
    return fail(problem('no-container-client', 'there is neither a docker nor a podman command', 'Install one of them.'));
  const mirrored = withMirror(image, registry);
  if (!mirrored.ok) return mirrored;
  const fixed = [
    ...['run', '--rm', '--interactive', '--network=host', `--hostname=${host}`, `--user=${owner.uid}:${owner.gid}`, '--env=HOME=/tmp'],
    ...mounts.map((mount) => {
      const [path = '', mode] = mount.split(':');
      return `--volume=${path}:${path}${mode === undefined ? '' : `:${mode}`}`;
    }),
  ];
  return ok({ program, argumentsFor: (variables) => [...fixed, ...variables.map((name) => `--env=${name}`), mirrored.value] });
}
