import { expect, test } from 'vitest';
import { noAnswer, resticFailure } from './resticFailure.js';

const description = 'the restic repository /srv/backup';
const place = '\nIs there a repository at the following location?\n/srv/backup';

/** What restic 0.14 and 0.18 said, and S3 and REST through them. */
const said: readonly (readonly [number | null, string, string, string])[] = [
  [
    1,
    `Fatal: unable to open config file: stat /srv/backup/config: no such file or directory${place}`,
    'missing',
    'does not exist: unable to open config file: stat /srv/backup/config: no such file or directory',
  ],
  [
    10,
    `{"message_type":"exit_error","code":10,"message":"Fatal: repository does not exist: unable to open config file: stat /srv/backup/config: no such file or directory${place.replaceAll('\n', '\\n')}"}`,
    'missing',
    'does not exist: repository does not exist: unable to open config file: stat /srv/backup/config: no such file or directory',
  ],
  [1, `Fatal: unable to open config file: Stat: The specified key does not exist.${place}`, 'missing', 'does not exist: '],
  [1, 'Fatal: wrong password or no key found', 'password', 'cannot be opened: wrong password'],
  [12, '{"message_type":"exit_error","code":12,"message":"Fatal: wrong password or no key found"}', 'password', 'wrong password'],
  [
    1,
    'unable to create lock in backend: repository is already locked by PID 1894 on vm by root (UID 0, GID 0)\nlock was created at 2026-11-22 08:09:39 (1.9s ago)\nstorage ID 886782d0\nthe `unlock` command can be used to remove stale locks',
    'locked',
    'is locked: unable to create lock in backend: repository is already locked by PID 1894 on vm by root (UID 0, GID 0)',
  ],
  [11, 'repo already locked, waiting up to 0s for the lock', 'locked', 'is locked: repo already locked'],
  [
    1,
    `Fatal: unable to open config file: client.Head: Head "http://u:***@127.0.0.1:1/config": dial tcp 127.0.0.1:1: connect: connection refused${place}`,
    'unreachable',
    'cannot be reached: ',
  ],
  [1, `Fatal: unable to open config file: Stat: dial tcp: lookup nowhere.invalid: no such host${place}`, 'unreachable', 'no such host'],
  [
    1,
    'subprocess ssh: ssh: connect to host 127.0.0.1 port 1: Connection refused\nFatal: unable to open repository at sftp://127.0.0.1:1//x: unable to start the sftp session, error: EOF',
    'unreachable',
    'error: EOF; ssh: connect to host 127.0.0.1 port 1: Connection refused',
  ],
  [1, `Fatal: unable to open config file: unexpected HTTP response (401): 401 Unauthorized${place}`, 'unreachable', '401'],
  [1, `Fatal: unable to open config file: Stat: Access Denied.${place}`, 'unreachable', 'Access Denied.'],
  [
    1,
    'Fatal: unable to save snapshot: Write: write /srv/backup/data/ab-tmp-1: no space left on device',
    'full',
    'there is no room left in the restic repository /srv/backup: unable to save snapshot: ',
  ],
  [127, 'restic: spawn restic ENOENT', 'not-installed', 'restic cannot be run: restic: spawn restic ENOENT'],
  [1, 'Fatal: config or key is damaged: ciphertext verification failed', 'other', 'failed: config or key is damaged'],
  [1, `Fatal: unable to open config file: something new${place}`, 'other', 'failed: unable to open config file: something new'],
  [null, '', 'other', 'failed: restic was killed'],
  [3, '', 'other', 'failed: restic ended with exit code 3'],
];

test('every way in which restic fails has a name, and only what surely does not exist is missing', () => {
  for (const [exitCode, stderr, kind, words] of said) {
    const failure = resticFailure({ exitCode, stderr }, description);
    expect([failure.kind, failure.diagnostic.message]).toEqual([kind, expect.stringContaining(words)]);
    expect(failure.diagnostic.severity).toBe('error');
  }
});

test('a repository that does not answer is told with what restic was waiting for', () => {
  const stderr =
    'Stat(<config/>) returned error, retrying after 1.4s: dial tcp 127.0.0.1:1: connect: connection refused\n\u001b[2Ksignal interrupt received, cleaning up\nFatal: unable to open config file: context canceled';
  expect(noAnswer({ exitCode: 1, stderr }, description, 120_000).diagnostic).toMatchObject({
    code: 'store-unreachable',
    message: `${description} cannot be reached: no answer within 120 s; Stat(<config/>) returned error, retrying after 1.4s: dial tcp 127.0.0.1:1: connect: connection refused`,
  });
});
