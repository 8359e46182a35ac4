import { copyFile, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inSecretsWorkspace, refusals, run, type SecretsWorkspace } from '../testing/secretsWorkspace.js';
import { initSecrets } from './initSecrets.js';
import { readRecipients } from './recipients.js';

const folder = 'env/recipients/local';

/** Makes a certificate with openssl alone. */
async function certificate({ root }: SecretsWorkspace, name: string, options: string): Promise<void> {
  await mkdir(join(root, folder), { recursive: true });
  const line = `openssl req -x509 -nodes -keyout '${join(root, '..', 'key.pem')}' -out ${folder}/${name}.crt -subj '/CN=${name}' -config /dev/null ${options}`;
  const { status } = await run('sh', ['-c', `${line} 2>/dev/null`], root);
  expect(status).toBe(0);
}

describe('the recipients of an environment', () => {
  const refused = (prepare: (workspace: SecretsWorkspace) => Promise<unknown>, now = new Date()): Promise<string[]> =>
    inSecrets(async (workspace) => {
      await initSecrets(workspace.person('ann'), { name: 'ann' }, workspace.git);
      await prepare(workspace);
      return refusals(await readRecipients(workspace.root, 'local', now));
    });

  it('have keys of elliptic curves or of RSA', () =>
    inSecretsWorkspace(async (workspace) => {
      await certificate(workspace, 'rsa', '-newkey rsa:2048');
      await certificate(workspace, 'curve', '-newkey ec -pkeyopt ec_paramgen_curve:P-384');
      const read = await readRecipients(workspace.root, 'local', new Date());
      expect(read.ok && read.value.map(({ name, algorithm, file }) => [name, algorithm, file])).toEqual([
        ['curve', 'ec', `${folder}/curve.crt`],
        ['rsa', 'rsa', `${folder}/rsa.crt`],
      ]);
    }));

  it('must be somebody', () =>
    inSecretsWorkspace(async ({ root }) => {
      const nobody = [`${folder}: holds no certificate: nobody could open the secrets of this environment`];
      expect(refusals(await readRecipients(root, 'local', new Date()))).toEqual(nobody);
      await mkdir(join(root, folder), { recursive: true });
      expect(refusals(await readRecipients(root, 'local', new Date()))).toEqual(nobody);
    }));

  it('are refused when one of them is no certificate', async () => {
    expect(await refused(({ write }) => write({ [`${folder}/bob.crt`]: 'no certificate\n' }))).toEqual([
      `${folder}/bob.crt: is no certificate in PEM`,
    ]);
    const cut = async ({ read, write }: SecretsWorkspace): Promise<void> =>
      write({ [`${folder}/bob.crt`]: (await read(`${folder}/ann.crt`)).replace(/\n.{64}\n/, '\n') });
    expect(await refused(cut)).toEqual([`${folder}/bob.crt: is no certificate in PEM`]);
    const two = async ({ read, write }: SecretsWorkspace): Promise<void> =>
      write({ [`${folder}/bob.crt`]: (await read(`${folder}/ann.crt`)).repeat(2) });
    expect(await refused(two)).toEqual([`${folder}/bob.crt: holds 2 certificates, and one is expected`]);
    expect(await refused(({ root }) => mkdir(join(root, folder, 'bob.crt')))).toEqual([
      `${folder}/bob.crt: this is a folder, where a file is expected`,
    ]);
    expect(await refused(({ root }) => symlink('gone', join(root, folder, 'bob.crt')))).toEqual([
      `${folder}/bob.crt: this is a link to a file that is not there`,
    ]);
  });

  it('are refused when one of them shows a private key', async () => {
    const careless = ({ root, person }: SecretsWorkspace): Promise<void> =>
      copyFile(join(person('ann').processEnv['HOME'] ?? '', '.config/dust-workspace/secrets.pem'), join(root, folder, 'ann.crt'));
    expect(await refused(careless)).toEqual([`${folder}/ann.crt: holds a private key`]);
  });

  it('are refused when a certificate is not valid now', async () => {
    const nothing = async (): Promise<void> => undefined;
    expect(await refused(nothing, new Date('2001-01-01'))).toEqual([expect.stringMatching(/ann\.crt: is not valid before /)]);
    expect(await refused(nothing, new Date('2101-01-01'))).toEqual([expect.stringMatching(/ann\.crt: expired on /)]);
  });

  it('are refused when nothing can be encrypted to a key', async () => {
    const message = [`${folder}/bob.crt: has a key to which nothing can be encrypted`];
    expect(await refused((workspace) => certificate(workspace, 'bob', '-newkey ed25519'))).toEqual(message);
    expect(await refused((workspace) => certificate(workspace, 'bob', '-newkey rsa:1024'))).toEqual(message);
  });

  it('are refused when two are the same, or have the same name', async () => {
    const copied = ({ root }: SecretsWorkspace): Promise<void> => copyFile(join(root, folder, 'ann.crt'), join(root, folder, 'anna.crt'));
    expect(await refused(copied)).toEqual([
      `${folder}/anna.crt: is the same certificate as ${folder}/ann.crt, or one with the same issuer and serial number`,
    ]);
    const named = (workspace: SecretsWorkspace): Promise<void> =>
      certificate(workspace, 'bob', '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -subj /CN=ann');
    expect(await refused(named)).toEqual([`${folder}/bob.crt: has the same name as ${folder}/ann.crt`]);
  });
});

async function inSecrets<T>(body: (workspace: SecretsWorkspace) => Promise<T>): Promise<T> {
  const results: T[] = [];
  await inSecretsWorkspace(async (workspace) => {
    results.push(await body(workspace));
  });
  return results[0] as T;
}
