import { counted, roughly, some } from './counted.js';
import type { Finding } from './finding.js';
import type { Stranger, Symptoms } from './symptoms.js';
import { findingsOf } from './findingsOf.js';

type Looked = Pick<
  Symptoms,
  | 'environment'
  | 'now'
  | 'manifests'
  | 'openssl'
  | 'hasSecrets'
  | 'certificates'
  | 'ahead'
  | 'open'
  | 'configuration'
  | 'strangers'
  | 'schedule'
>;

const day = 86_400_000;

/** How long before a certificate expires people should know. */
const notice = 30 * day;

/** What is well with the files of the workspace and what is not: manifests, configuration, secrets, times. Pure. */
export function examineFiles(symptoms: Looked): Finding[] {
  const { certificates, ahead, open, configuration, strangers, manifests, schedule } = symptoms;
  return [
    ...manifests.map((diagnostic): Finding => {
      const { line, column } = diagnostic.range?.start ?? { line: 1, column: 1 };
      const place = diagnostic.file === undefined ? '' : `${diagnostic.file}:${line}:${column}: `;
      return {
        kind: diagnostic.severity === 'error' ? 'problem' : 'warning',
        group: 'workspace',
        subject: 'manifests',
        message: `${place}${diagnostic.message}`,
        ...(diagnostic.remedy === undefined ? {} : { remedy: diagnostic.remedy }),
      };
    }),
    ...examineOpenssl(symptoms),
    ...findingsOf('workspace', 'certificates', certificates, (seen) => examineCertificates(seen, symptoms)),
    ...findingsOf('workspace', 'configuration', configuration, (seen) => examineConfiguration(seen, symptoms)),
    ...findingsOf('workspace', 'variables', strangers, (seen) => seen.map(examineStranger)),
    ...findingsOf('workspace', 'file modes', open, examineModes),
    ...findingsOf('workspace', 'clock', ahead, (seen) => examineTimes(seen, symptoms)),
    ...schedule.map(({ message, remedy }): Finding => {
      return { kind: 'warning', group: 'workspace', subject: 'schedule', message, ...(remedy === undefined ? {} : { remedy }) };
    }),
  ];
}

function examineOpenssl({ openssl, hasSecrets }: Looked): readonly Finding[] {
  return findingsOf('machine', 'openssl', openssl, (version) => {
    const base = { group: 'machine', subject: 'openssl' } as const;
    const isNew = version !== undefined && /^OpenSSL ([3-9]|\d\d+)\./.test(version);
    if (isNew) return [{ ...base, kind: 'ok', message: /^OpenSSL \S+/.exec(version)?.[0] ?? version }];
    return [
      {
        ...base,
        kind: hasSecrets ? 'problem' : 'warning',
        message: version === undefined ? 'there is no openssl on PATH' : `${version} has no authenticated encryption`,
        why: 'secrets are encrypted and opened by OpenSSL 3.0 or newer',
        remedy: 'apt-get install openssl    # or brew install openssl@3',
      },
    ];
  });
}

function examineCertificates(
  certificates: Extract<Looked['certificates'], { kind: 'seen' }>['value'],
  { now, environment }: Looked,
): Finding[] {
  const judged = certificates.flatMap((certificate): Finding[] => {
    const left = certificate.to.getTime() - now.getTime();
    if (left > notice) return [];
    const base = {
      group: 'workspace',
      subject: 'certificates',
      remedy: `Ask ${certificate.name} for a new one, then dsw secrets-rotate --env ${certificate.environment}`,
    } as const;
    const on = certificate.to.toISOString().slice(0, 10);
    if (left > 0)
      return [
        {
          ...base,
          kind: 'warning',
          message: `${certificate.file} expires in ${counted(Math.floor(left / day), 'day')}, on ${on}`,
          why: 'from then on no secret of the environment can be changed',
        },
      ];
    return [
      {
        ...base,
        kind: certificate.environment === environment ? 'problem' : 'warning',
        message: `${certificate.file} expired on ${on}`,
        why: 'no secret of the environment can be changed, since that would leave this recipient out',
      },
    ];
  });
  if (judged.length > 0 || certificates.length === 0) return judged;
  return [
    {
      kind: 'ok',
      group: 'workspace',
      subject: 'certificates',
      message: `${counted(certificates.length, 'recipient')} of secrets, none expires within 30 days`,
    },
  ];
}

function examineConfiguration(
  { missing, behind }: { missing: readonly string[]; behind: readonly string[] },
  { environment }: Looked,
): Finding[] {
  const base = { group: 'workspace', subject: 'configuration' } as const;
  const command = `dsw env-config-prepare --env ${environment}`;
  const lacking: Finding[] =
    missing.length === 0
      ? []
      : [
          {
            ...base,
            kind: 'warning',
            message: `${missing.length === 1 ? '1 file is' : `${missing.length} files are`} not made yet: ${some(missing)}`,
            why: 'a component without its configuration is not prepared; the next dsw up or dsw prep makes it, too',
            remedy: 'dsw doctor --fix',
            mends: [{ kind: 'configuration', files: missing }],
          },
        ];
  const stale: Finding[] =
    behind.length === 0
      ? []
      : [
          {
            ...base,
            kind: 'warning',
            message: `${behind.length === 1 ? '1 file is' : `${behind.length} files are`} behind ${behind.length === 1 ? 'its template' : 'their templates'}: ${some(behind)}`,
            why: 'what the templates have gained since is missing there',
            remedy: `${command}    # shows what would change, and asks`,
          },
        ];
  const found = [...lacking, ...stale];
  return found.length > 0 ? found : [{ ...base, kind: 'ok', message: `the files of ${environment} are made, and up to their templates` }];
}

function examineStranger(stranger: Stranger): Finding {
  const { kind, file, line, name, component, near, others } = stranger;
  if (kind === 'file')
    return {
      kind: 'warning',
      group: 'workspace',
      subject: 'variables',
      message: `${file} belongs to no component: there is no ${name}`,
      why: 'nothing reads it',
      remedy: near === undefined ? `mv ${file} somewhere else, or remove it` : `Did you mean ${near}?`,
    };
  const place = line === undefined ? file : `${file}:${line}`;
  const whose = component === undefined ? 'no component has such a variable' : `${component} has no such variable`;
  const elsewhere = others.length === 0 ? '' : `, but ${some(others)} ${others.length === 1 ? 'has' : 'have'}`;
  return {
    kind: 'warning',
    group: 'workspace',
    subject: 'variables',
    message: `${place}: ${name} means nothing: ${whose}${elsewhere}`,
    why: 'only what a manifest declares counts',
    remedy: near === undefined ? `Remove it, or declare it in the component's component.yaml.` : `Did you mean ${near}?`,
  };
}

function examineModes(open: readonly { readonly file: string; readonly mode: number }[]): Finding[] {
  if (open.length === 0) return [];
  return [
    {
      kind: 'warning',
      group: 'workspace',
      subject: 'file modes',
      message: `others on this machine may read ${open.length === 1 ? 'a file' : `${open.length} files`} with secrets: ${some(open.map(({ file, mode }) => `${file} (${mode.toString(8).padStart(4, '0')})`))}`,
      why: 'whoever has an account here may know them',
      remedy: 'dsw doctor --fix    # chmod 600',
      mends: open.map(({ file }) => ({ kind: 'mode', file })),
    },
  ];
}

function examineTimes(ahead: readonly { readonly file: string; readonly at: Date }[], { now }: Looked): Finding[] {
  if (ahead.length === 0) return [];
  const latest = ahead.reduce((one, other) => (other.at > one.at ? other : one));
  const by = roughly(latest.at.getTime() - now.getTime());
  return [
    {
      kind: 'warning',
      group: 'workspace',
      subject: 'clock',
      message: `${counted(ahead.length, 'file')} of the workspace ${ahead.length === 1 ? 'is' : 'are'} from the future: ${latest.file} by ${by}${ahead.length === 1 ? '' : ', and others'}`,
      why: 'the clock of this machine was, or is, wrong: the newest backup, ages and schedules go by it',
      remedy: `timedatectl    # whether the clock is right; then touch ${some(ahead.map(({ file }) => file))}`,
    },
  ];
}
