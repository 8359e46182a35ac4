import { chmod, mkdtemp, open, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inSecretsWorkspace, refusals, run, valueOf } from '../testing/secretsWorkspace.js';
import type { SecretsContext } from './context.js';
import { encryptSecrets } from './encryptSecrets.js';
import { initSecrets } from './initSecrets.js';
import { openKeyring } from './keyring.js';
import { openCrypt } from './openCrypt.js';
import { passphraseSource, type PassphraseSource } from './passphrase.js';

const keyOf = ({ processEnv }: SecretsContext): string => join(processEnv['HOME'] ?? '', '.config/dust-workspace/secrets.pem');

describe('a key', () => {
  it('is made once, for its owner alone, and its certificate becomes a recipient', () =>
    inSecretsWorkspace(async (workspace) => {
      const ann = workspace.person('ann');
      valueOf(await initSecrets(ann, { name: 'Ann.B' }, workspace.git));
      expect(ann.events.map((event) => ('file' in event ? `${event.kind} ${event.file}` : event.kind))).toEqual([
        `written ${keyOf(ann)}`,
        'written env/recipients/local/Ann.B.crt',
      ]);
      expect([(await stat(keyOf(ann))).mode & 0o777, (await stat(dirname(keyOf(ann)))).mode & 0o777]).toEqual([0o600, 0o700]);
      const before = [await readFile(keyOf(ann), 'utf8'), await workspace.everything()];
      const again = workspace.person('ann');
      valueOf(await initSecrets(again, {}, workspace.git));
      expect(again.events.map(({ kind }) => kind)).toEqual(['unchanged', 'unchanged']);
      expect([await readFile(keyOf(ann), 'utf8'), await workspace.everything()]).toEqual(before);
      const staging = workspace.person('ann', 'staging');
      valueOf(await initSecrets(staging, { name: 'ann' }, workspace.git));
      expect(await workspace.read('env/recipients/staging/ann.crt')).toBe(await workspace.read('env/recipients/local/Ann.B.crt'));
    }));

  it('is named like its owner is in git, or on the machine', () =>
    inSecretsWorkspace(async (workspace) => {
      const names = async (): Promise<string[]> => Object.keys(await workspace.everything()).filter((file) => file.endsWith('.crt'));
      valueOf(await initSecrets(workspace.person('ann'), {}, async () => undefined));
      const own = `${userInfo().username}@${hostname()}`.toLowerCase().replace(/[^a-z0-9._@+-]+/g, '-');
      expect(await names()).toEqual([`env/recipients/local/${own}.crt`]);
      const git = async (): Promise<{ status: number; output: string }> => ({ status: 0, output: "/Bob O'Hara/@Example.org\n" });
      valueOf(await initSecrets(workspace.person('bob'), {}, git));
      expect(await names()).toContain('env/recipients/local/bob-o-hara-@example.org.crt');
    }));

  it('never takes the name of another', () =>
    inSecretsWorkspace(async (workspace) => {
      valueOf(await initSecrets(workspace.person('ann'), { name: 'ann' }, workspace.git));
      const before = await workspace.everything();
      const bob = workspace.person('bob');
      expect(refusals(await initSecrets(bob, { name: 'ANN' }, workspace.git))).toEqual([
        'env/recipients/local/ann.crt: is another certificate of the name ANN: nothing was made',
      ]);
      expect(refusals(await initSecrets(bob, { name: '../ann' }, workspace.git))).toEqual(['this is no name for a recipient']);
      expect(await workspace.everything()).toEqual(before);
      await expect(stat(keyOf(bob))).rejects.toThrow('ENOENT');
    }));

  it('is not used when others can read it, or when it is broken', () =>
    inSecretsWorkspace(async (workspace) => {
      const [ann, bob] = [workspace.person('ann'), workspace.person('bob')];
      valueOf(await initSecrets(ann, { name: 'ann' }, workspace.git));
      valueOf(await initSecrets(bob, { name: 'bob' }, workspace.git));
      const key = keyOf(ann);
      const pem = await readFile(key, 'utf8');
      const problems = async (): Promise<string[]> => refusals(await initSecrets(ann, { name: 'ann' }, workspace.git));
      await chmod(key, 0o640);
      expect(await problems()).toEqual([`${key}: can be read or written by others (mode 640)`]);
      await chmod(key, 0o600);
      for (const [text, message] of [
        ['', 'holds no private key'],
        [pem.replace(/-----BEGIN CERT[\s\S]*/, ''), 'holds no certificate behind the private key'],
        [pem.replace(/\n.{64}\n/, '\n'), 'holds a private key that cannot be read'],
        [
          pem.replace(/-----BEGIN CERT[\s\S]*/, await workspace.read('env/recipients/local/bob.crt')),
          'holds a key and the certificate of another',
        ],
      ] as const) {
        await writeFile(key, text);
        expect(await problems()).toEqual([`${key}: ${message}`]);
      }
      await unlink(key);
      const homeless = { ...ann, processEnv: {} };
      expect(refusals(await initSecrets(homeless, { name: 'x' }, workspace.git))).toEqual(['there is no home folder to keep a key in']);
    }));
});

describe('a passphrase', () => {
  const source = (...answers: string[]): PassphraseSource => ({
    patient: true,
    ask: async () => ({ ok: true, value: answers.shift() ?? '' }),
  });

  it('locks the key, and is asked for once however much there is to open', () =>
    inSecretsWorkspace(async (workspace) => {
      const ann = workspace.person('ann');
      const twice = source('a phrase', 'a phrase');
      valueOf(await initSecrets(ann, { name: 'ann', passphrase: twice }, workspace.git));
      expect(await readFile(keyOf(ann), 'utf8')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
      const shown = await run('openssl', ['asn1parse', '-in', keyOf(ann)], workspace.root);
      expect(shown.output).toContain(':scrypt');
      await workspace.write({ 'platform/web/.env.local': 'WEB_TOKEN=one\n', 'platform/store/.env.local': 'WEB_TOKEN=two\n' });
      let asked = 0;
      const answers = ['wrong', 'a phrase'];
      const ask: PassphraseSource['ask'] = async () => ({ ok: true, value: answers[asked++] ?? '' });
      const keyring = openKeyring(ann.processEnv, { patient: true, ask });
      valueOf(await encryptSecrets({ ...ann, keyring }, []));
      const files = ['platform/web/.env.local.crypt', 'platform/store/.env.local.crypt'];
      const opened = await Promise.all(files.map((file) => openCrypt(join(workspace.root, file), file, keyring)));
      expect([opened.map(valueOf), asked]).toEqual([['WEB_TOKEN=one\n', 'WEB_TOKEN=two\n'], 2]);
    }));

  it('is refused when it is mistyped, empty, or wrong', () =>
    inSecretsWorkspace(async (workspace) => {
      const ann = workspace.person('ann');
      const made = (passphrase: PassphraseSource): Promise<string[]> =>
        initSecrets(ann, { name: 'ann', passphrase }, workspace.git).then(refusals);
      expect(await made(source('one', 'two'))).toEqual(['the two passphrases differ: nothing was made']);
      expect(await workspace.everything()).toEqual({});
      valueOf(await initSecrets(ann, { name: 'ann', passphrase: source('one', 'one') }, workspace.git));
      await workspace.write({ 'platform/web/.env.local': 'WEB_TOKEN=one\n' });
      const before = await workspace.everything();
      const mistaken = openKeyring(ann.processEnv, source('two', 'three', 'four', 'one'));
      valueOf(await encryptSecrets(workspace.person('ann'), []));
      const file = 'platform/web/.env.local.crypt';
      expect(refusals(await openCrypt(join(workspace.root, file), file, mistaken))).toEqual([
        `${file}: the passphrase of ${keyOf(ann)} is another`,
      ]);
      expect(Object.keys(await workspace.everything())).toEqual([...Object.keys(before), file].sort());
    }));

  it('comes from a file descriptor', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dsw-passphrase-'));
    const asked = async (text: string): Promise<unknown> => {
      const path = join(folder, 'phrase');
      await writeFile(path, text);
      const file = await open(path);
      try {
        const result = await passphraseSource({ DSW_PASSPHRASE_FD: String(file.fd) }).ask('');
        expect(await passphraseSource({}, String(file.fd)).ask('')).toEqual(result);
        return result.ok ? result.value : refusals(result);
      } finally {
        await file.close();
      }
    };
    expect(await asked('a phrase \n')).toBe('a phrase ');
    expect(refusals(await passphraseSource({}, 'three').ask(''))).toEqual(['the file descriptor for the passphrase is no number']);
    expect(refusals(await passphraseSource({}, '999').ask(''))).toEqual(['file descriptor 999 cannot be read: EBADF']);
    await rm(folder, { recursive: true });
  });
});
