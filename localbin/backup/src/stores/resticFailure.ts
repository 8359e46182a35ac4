import { stripVTControlCharacters } from 'node:util';
import type { Diagnostic } from '@dust-workspace/component';
import { problem, unreachable } from '@dust-workspace/component';
import type { ResticExit } from './resticRunner.js';

/** Why restic did not do what it was asked for. */
export interface ResticFailure {
  readonly kind: ResticFailureKind;
  readonly diagnostic: Diagnostic;
}

export type ResticFailureKind = 'missing' | 'password' | 'locked' | 'unreachable' | 'full' | 'not-installed' | 'other';

/**
 * What an exit means. Exit codes 10, 11 and 12 are those of restic 0.17 and later (https://restic.readthedocs.io/en/stable/075_scripting.html); before,
 * only the words tell. What is not surely a repository that does not exist is none: nobody may make another in its place.
 */
export function resticFailure(exit: ResticExit, description: string): ResticFailure {
  const kind = kindOf(exit);
  return { kind, diagnostic: diagnosticOf(kind, description, reasonOf(exit)) };
}

/** It was asked, and said nothing for so many milliseconds. */
export function noAnswer(exit: ResticExit, description: string, milliseconds: number): ResticFailure {
  const reason = lastWords(exit.stderr).filter((line) => !/signal .*received|context canceled/.test(line));
  const why = [`no answer within ${milliseconds / 1000} s`, ...reason.slice(-1)].join('; ');
  return { kind: 'unreachable', diagnostic: diagnosticOf('unreachable', description, why) };
}

function kindOf({ exitCode, stderr }: ResticExit): ResticFailureKind {
  if (exitCode === 127) return 'not-installed';
  if (exitCode === 10) return 'missing';
  if (exitCode === 11 || stderr.includes('already locked')) return 'locked';
  if (exitCode === 12 || stderr.includes('wrong password or no key found')) return 'password';
  if (/no space left on device|disk quota exceeded|insufficient storage/i.test(stderr)) return 'full';
  if (unreachablePattern.test(stderr)) return 'unreachable';
  if (stderr.includes('unable to open config file') && /no such file or directory|does not exist/.test(stderr)) return 'missing';
  return 'other';
}

const unreachablePattern = new RegExp(
  [
    'connection (refused|closed|reset|timed out)',
    'no such host|could not resolve|server misbehaving',
    'i/o timeout|operation timed out|deadline exceeded|TLS handshake|x509',
    '(network|host) is unreachable|no route to host',
    'unable to start the sftp session|executable file not found',
    'permission denied \\(|host key verification failed',
    '401 unauthorized|403 forbidden|access denied|\\(40[13]\\)',
  ].join('|'),
  'i',
);

function diagnosticOf(kind: ResticFailureKind, description: string, reason: string): Diagnostic {
  switch (kind) {
    case 'missing':
      return problem('store-missing', `${description} does not exist: ${reason}`, 'Check its name. The first backup makes it.');
    case 'password':
      return problem(
        'store-password-wrong',
        `${description} cannot be opened: wrong password`,
        'Set RESTIC_PASSWORD to the password that it was made with. Without it nobody can read the backups in it.',
      );
    case 'locked':
      return problem(
        'store-locked',
        `${description} is locked: ${reason}`,
        'Repeat the command when the other one has ended. Where it was killed on another machine, restic takes its lock for stale after 30 minutes; restic unlock --remove-all removes it at once.',
      );
    case 'unreachable':
      return problem(
        'store-unreachable',
        `${description} cannot be reached: ${reason}`,
        'Check its name, its credentials and the network.',
      );
    case 'full':
      return problem('disk-full', `there is no room left in ${description}: ${reason}`, 'Make room there, then repeat the command.');
    case 'not-installed':
      return problem(
        'restic-missing',
        `restic cannot be run: ${reason}`,
        'Install restic 0.14 or later, for example apt-get install restic.',
      );
    case 'other':
      return problem('store-failed', `${description} failed: ${reason}`);
    default:
      return unreachable(kind);
  }
}

function reasonOf({ exitCode, stderr }: ResticExit): string {
  const lines = lastWords(stderr);
  const telling = lines.find((line) => line.startsWith('Fatal: ')) ?? lines.find((line) => line.includes('already locked')) ?? lines.at(-1);
  const reason = (telling ?? '').replace(/^Fatal: /, '');
  const more = lines.filter((line) => /^subprocess ssh: |^ssh: /.test(line)).map((line) => line.replace(/^subprocess ssh: /, ''));
  if (reason !== '') return [reason, ...more].join('; ');
  return exitCode === null ? 'restic was killed' : `restic ended with exit code ${exitCode}`;
}

/** Lines for people; from 0.17 on some of them are wrapped in JSON. */
function lastWords(stderr: string): string[] {
  return stderr
    .split('\n')
    .flatMap((line) => messageIn(line).split('\n'))
    .map((line) => stripVTControlCharacters(line).trim())
    .filter((line) => line !== '' && !line.startsWith('Is there a repository at'));
}

function messageIn(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { message } = JSON.parse(line) as { message?: unknown };
    return typeof message === 'string' ? message : '';
  } catch {
    return line;
  }
}
