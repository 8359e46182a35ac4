import type { Ran, Workspace } from './workspace.js';

/** One thing that the doctor found, as `dsw doctor --json` prints it. */
export interface Found {
  readonly kind: 'ok' | 'warning' | 'problem';
  readonly group: string;
  readonly subject: string;
  readonly message: string;
  readonly why?: string;
  readonly remedy?: string;
  readonly fixable: boolean;
}

export interface Examined {
  readonly exitCode: number | undefined;
  readonly findings: readonly Found[];
}

/** Asks the doctor of a workspace. */
export async function examine(workspace: Workspace, line = 'doctor', env: Readonly<Record<string, string>> = {}): Promise<Examined> {
  const { exitCode, stdout, stderr } = await workspace.dsw(`${line} --json`, { env });
  if (stderr !== '') throw new Error(`dsw ${line} says on standard error: ${stderr}`);
  return { exitCode, findings: JSON.parse(stdout) as Found[] };
}

/** What is wrong about some subjects, one line each. The machine on which tests run is as it is: only what they have made is looked at. */
export function wrongWith({ findings }: Pick<Examined, 'findings'>, ...subjects: readonly string[]): string[] {
  return findings
    .filter(({ kind, subject }) => kind !== 'ok' && subjects.includes(subject))
    .map(({ kind, subject, message }) => `${kind} ${subject}: ${message}`);
}

export interface Fixed extends Examined {
  readonly mended: readonly { readonly kind: string; readonly message: string; readonly because?: string }[];
}

export async function fix(workspace: Workspace, line = 'doctor --fix'): Promise<Fixed> {
  const ran: Ran = await workspace.dsw(`${line} --json`);
  return { exitCode: ran.exitCode, ...(JSON.parse(ran.stdout) as Pick<Fixed, 'mended' | 'findings'>) };
}
