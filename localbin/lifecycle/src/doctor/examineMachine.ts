import { formatBytes } from '@dust-workspace/backup';
import { checkHost } from '../hostInit.js';
import { counted } from './counted.js';
import type { Finding } from './finding.js';
import type { Disk, Editor, MachineSymptoms, Memory } from './symptoms.js';
import { findingsOf } from './findingsOf.js';

const [MiB, GiB] = [1024 ** 2, 1024 ** 3];

/** The least of each that nobody needs to be told about, and that without which nothing goes on. */
const enough = { disk: 5 * GiB, memory: GiB, openFiles: 4_096 };
const tooLittle = { disk: GiB / 2, memory: 128 * MiB };

/** Milliseconds by which a start of Node may take longer than it must. */
const slowStart = 30;

/** What is well with this machine and what is not. Pure. */
export function examineMachine(symptoms: MachineSymptoms): Finding[] {
  const { disks, memory, openFiles, git, editor } = symptoms;
  return [
    ...examineNode(symptoms),
    ...findingsOf('machine', 'disk', disks, (seen) => seen.map(examineDisk)),
    ...findingsOf('machine', 'memory', memory, (seen) => [examineMemory(seen)]),
    ...findingsOf('machine', 'open files', openFiles, (seen) => (seen === undefined ? [] : [examineOpenFiles(seen)])),
    ...findingsOf('machine', 'git', git, (seen) => [examineGit(seen)]),
    ...findingsOf('machine', 'editor', editor, (seen) => [examineEditor(seen)]),
  ];
}

function examineNode({ host, nodeStarts }: MachineSymptoms): Finding[] {
  const unfit = checkHost(host).map(({ message, remedy }): Finding => {
    return { kind: 'problem', group: 'machine', subject: 'node', message, ...(remedy === undefined ? {} : { remedy }) };
  });
  const fit: Finding = { kind: 'ok', group: 'machine', subject: 'node', message: `Node ${host.nodeVersion} on ${host.platform}` };
  return [
    ...(unfit.length === 0 ? [fit] : unfit),
    ...findingsOf('machine', 'node', nodeStarts, (seen) => (seen === undefined ? [] : examineStarts(seen))),
  ];
}

function examineStarts({ variables, starts }: { variables: readonly string[]; starts: { asIs: number; without: number } }): Finding[] {
  const slower = Math.round(starts.asIs - starts.without);
  if (slower < slowStart) return [];
  return [
    {
      kind: 'warning',
      group: 'machine',
      subject: 'node',
      message: `each start of Node takes ${slower} ms longer because of ${variables.join(' and ')}`,
      why: `every command of the workspace starts Node, which takes ${Math.round(starts.without)} ms otherwise`,
      remedy: `unset ${variables.join(' ')}    # in shells whose programs do without`,
    },
  ];
}

function examineDisk({ holds, freeBytes, totalBytes, freeFiles }: Disk): Finding {
  const where = `where ${listed(holds)} ${holds.length === 1 && holds[0]?.endsWith('s') !== true ? 'lies' : 'lie'}`;
  const message = `${formatBytes(freeBytes)} of ${formatBytes(totalBytes)} are free ${where}`;
  const base = { group: 'machine', subject: 'disk' } as const;
  const why = 'databases stop writing on a full disk, and a backup or a restore needs room for a second copy of the data';
  const remedy = 'dsw backup-prune    # shows what it would remove; docker system df shows what images and containers take';
  if (freeFiles !== undefined && freeFiles < 0.02)
    return {
      ...base,
      kind: freeFiles < 0.002 ? 'problem' : 'warning',
      message: `hardly any file can be made ${where}: its inodes are used up`,
      why,
      remedy,
    };
  if (freeBytes < tooLittle.disk) return { ...base, kind: 'problem', message, why, remedy };
  return freeBytes < Math.min(enough.disk, totalBytes / 5)
    ? { ...base, kind: 'warning', message, why, remedy }
    : { ...base, kind: 'ok', message };
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

function examineMemory({ availableBytes, totalBytes }: Memory): Finding {
  const base = {
    group: 'machine',
    subject: 'memory',
    message: `${formatBytes(availableBytes)} of ${formatBytes(totalBytes)} are available`,
  } as const;
  if (availableBytes >= enough.memory) return { ...base, kind: 'ok' };
  return {
    ...base,
    kind: availableBytes < tooLittle.memory ? 'problem' : 'warning',
    why: 'where there is none left, the system ends what takes most of it, which may be a database',
    remedy: 'dsw down    # or dsw stop for what you do without; dsw status --json tells what runs',
  };
}

function examineOpenFiles(limit: number): Finding {
  const base = {
    group: 'machine',
    subject: 'open files',
    message: `a process may have ${limit === Infinity ? 'any number' : counted(limit, 'file')} open`,
  } as const;
  if (limit >= enough.openFiles) return { ...base, kind: 'ok' };
  return {
    ...base,
    kind: 'warning',
    why: 'databases hold a file for each table and connection, and fail with EMFILE (too many open files)',
    remedy: `ulimit -Hn 65536    # as root; to keep it, in /etc/security/limits.d/: * hard nofile 65536`,
  };
}

function examineGit(version: string | undefined): Finding {
  if (version !== undefined) return { kind: 'ok', group: 'machine', subject: 'git', message: version.replace(/^git version /, 'git ') };
  return {
    kind: 'warning',
    group: 'machine',
    subject: 'git',
    message: 'there is no git on PATH',
    why: 'components that are checkouts are cloned by it, and what Nx takes for affected is what it says',
    remedy: 'apt-get install git    # or brew install git',
  };
}

function examineEditor({ command, from, found }: Editor): Finding {
  const named = from === undefined ? command : `${command} (from ${from})`;
  if (found) return { kind: 'ok', group: 'machine', subject: 'editor', message: named };
  return {
    kind: 'warning',
    group: 'machine',
    subject: 'editor',
    message: from === undefined ? 'neither VISUAL nor EDITOR names one, and there is no vi' : `${named} is not on PATH`,
    why: 'dsw env-config-edit and dsw secrets-edit open it',
    remedy: 'export EDITOR=nano    # in ~/.profile, or another that is installed',
  };
}
