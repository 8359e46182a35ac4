import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openssl } from './openssl.js';

const install =
  'Install OpenSSL 3.0 or newer (Debian, Ubuntu: apt-get install openssl; macOS: brew install openssl@3), so that it is the first openssl on PATH.';

describe('openssl', () => {
  const path = process.env['PATH'];
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dsw-openssl-'));
  });
  afterEach(async () => {
    process.env['PATH'] = path;
    await rm(folder, { recursive: true });
  });

  /** Puts a shell script in the place of openssl. */
  const replacedBy = async (script: string, version = 'OpenSSL 3.5.0 8 Apr 2025'): Promise<void> => {
    await writeFile(join(folder, 'openssl'), `#!/bin/sh\nif [ "$1" = version ]; then echo '${version}'; exit; fi\n${script}\n`);
    await chmod(join(folder, 'openssl'), 0o755);
    process.env['PATH'] = `${folder}:/usr/bin:/bin`;
  };
  const failure = (message: string, code = 'openssl-failed'): unknown => ({
    ok: false,
    diagnostics: [{ severity: 'error', code, message, ...(code === 'openssl-failed' ? {} : { remedy: install }) }],
  });

  it('gets its input and gives its output', async () => {
    const digest = await openssl('dgst.sha256.r', {}, 'text');
    expect(digest.ok && digest.value.toString()).toBe('982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1 *stdin\n');
  });

  it('that is missing is told, with what to install', async () => {
    process.env['PATH'] = folder;
    expect(await openssl('version', {}, 'x'.repeat(1_000_000))).toEqual(failure('there is no openssl on PATH', 'openssl-missing'));
  });

  it('that cannot be run is told', async () => {
    await writeFile(join(folder, 'openssl'), 'no program');
    await chmod(join(folder, 'openssl'), 0o644);
    process.env['PATH'] = folder;
    expect(await openssl('version', {})).toEqual(failure('openssl could not be run: spawn openssl EACCES'));
  });

  it('that fails is told, with what it says, and what it has written is not used', async () => {
    await replacedBy('echo half a secret; echo "80CB:error:1C8:bad decrypt" >&2; exit 4');
    expect(await openssl('cms.decrypt', {})).toEqual(failure('openssl ended with 4: 1C8:bad decrypt'));
  });

  it('that is killed is told, and what it has written is not used', async () => {
    await replacedBy('echo half a secret; kill -9 $$');
    expect(await openssl('cms.decrypt', {})).toEqual(failure('openssl was killed by SIGKILL'));
  });

  it('that does not read its input is told, also when it claims to have succeeded', async () => {
    await replacedBy('exec 0<&-; echo done; exit 0');
    expect(await openssl('cms.encrypt', {}, 'x'.repeat(4_000_000))).toEqual(failure('openssl did not read all that it was given'));
    await replacedBy('exec 0<&-; exit 1');
    expect(await openssl('cms.encrypt', {}, 'x'.repeat(4_000_000))).toEqual(failure('openssl ended with 1'));
  });

  it.each(['OpenSSL 1.1.1w  11 Sep 2023', 'LibreSSL 3.3.6'])('of an old version is told when it fails: %s', async (version) => {
    await replacedBy('exit 1', version);
    const message = `the openssl on PATH is ${version}, which has no authenticated encryption`;
    expect(await openssl('cms.encrypt', {})).toEqual(failure(message, 'openssl-outdated'));
  });

  it('with an argument that no program can get is told', async () => {
    expect(await openssl('dgst', { in: 'a\0b' })).toMatchObject({ ok: false, diagnostics: [{ code: 'openssl-failed' }] });
  });
});
