import type { Diagnostic, Result } from '@dust-workspace/component';
import { formatDiagnostic } from '@dust-workspace/component';
import { examineWithout } from '../doctor/examineWithout.js';
import { findingsAsJson } from '../doctor/findingsAsJson.js';
import { renderFindings } from '../doctor/renderFindings.js';
import type { OpenOptions } from '../openWorkspace.js';
import { plain } from '../paint.js';
import type { Session } from '../session.js';
import type { Workspace } from '../workspace.js';
import { learnEarlierSecrets } from './learnEarlierSecrets.js';
import { machineParts } from './machineParts.js';
import type { Part } from './part.js';
import { workspaceParts } from './workspaceParts.js';
import { writeBundle, type Bundle, type BundleRequest } from './writeBundle.js';

export interface DiagnoseRequest extends Pick<BundleRequest, 'output' | 'signal' | 'onPart'> {
  /** Components; none for those of the profile, what they need, and what has run here. */
  readonly names: readonly string[];
  /** How many lines of each log. */
  readonly lines: number;
  /** The version of the command. */
  readonly dsw: string;
}

/** What a bundle holds, in the order in which it is gathered. */
export interface BundlePlan {
  readonly parts: readonly Pick<Part, 'name' | 'holds'>[];
  write(): Promise<Result<Bundle>>;
}

/** A bundle about a workspace. */
export async function diagnose(workspace: Workspace, session: Session, request: DiagnoseRequest): Promise<BundlePlan> {
  const { base } = session;
  const { root } = base.catalog;
  const place = { root, processEnv: base.processEnv, dsw: request.dsw };
  const parts = [...machineParts(place), ...(await workspaceParts({ ...request, workspace, session }))];
  return {
    parts,
    write: async () => {
      await learnEarlierSecrets(base);
      const { environment } = base.selection;
      return writeBundle(parts, { ...request, environment, now: base.now(), redact: base.redactor.redact });
    },
  };
}

/** A bundle about a workspace that cannot be opened: without logs, since nobody knows what in them is secret. */
export function diagnoseWithout(
  open: Pick<OpenOptions, 'root' | 'processEnv' | 'redactor' | 'now'>,
  diagnostics: readonly Diagnostic[],
  request: DiagnoseRequest,
): BundlePlan {
  const { root, processEnv, redactor, now = () => new Date() } = open;
  let found: ReturnType<typeof examineWithout> | undefined;
  const findings = (): ReturnType<typeof examineWithout> => (found ??= examineWithout(root, processEnv, diagnostics));
  const parts: Part[] = [
    ...machineParts({ root, processEnv, dsw: request.dsw }),
    { name: 'doctor.txt', holds: 'what dsw doctor says', gather: async () => renderFindings(await findings(), plain) },
    { name: 'doctor.json', holds: 'the same, for programs', gather: async () => findingsAsJson(await findings()) },
    { name: 'problems.txt', holds: 'why the workspace cannot be opened', gather: async () => diagnostics.map(formatDiagnostic).join('\n') },
  ];
  const redact = redactor?.redact ?? ((text: string) => text);
  return { parts, write: () => writeBundle(parts, { ...request, environment: 'unknown', now: now(), redact }) };
}
