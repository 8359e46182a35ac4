import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inSecretsWorkspace, refusals, run, valueOf, type SecretsWorkspace } from '../testing/secretsWorkspace.js';
import type { SecretsContext } from './context.js';
import { cryptText } from './cryptText.js';
import { initSecrets } from './initSecrets.js';
import { openCrypt } from './openCrypt.js';
import { readRecipients, type Recipient } from './recipients.js';
import { sealCrypt } from './sealCrypt.js';

const file = 'platform/web/.env.local.crypt';

/** Ann and Bob, and a file that is encrypted to both. */
async function withCrypt(
  text: string,
  body: (scene: {
    workspace: SecretsWorkspace;
    ann: SecretsContext;
    recipients: readonly Recipient[];
    sealed: string;
    open(content: string | Buffer): ReturnType<typeof openCrypt>;
  }) => Promise<void>,
): Promise<void> {
  await inSecretsWorkspace(async (workspace) => {
    const [ann, bob] = [workspace.person('ann'), workspace.person('bob')];
    valueOf(await initSecrets(ann, { name: 'ann' }, workspace.git));
    valueOf(await initSecrets(bob, { name: 'bob' }, workspace.git));
    const recipients = valueOf(await readRecipients(workspace.root, 'local', new Date()));
    const sealed = valueOf(await sealCrypt(text, recipients));
    await body({
      workspace,
      ann,
      recipients,
      sealed,
      async open(content) {
        await writeFile(join(workspace.root, file), content);
        return openCrypt(join(workspace.root, file), file, ann.keyring);
      },
    });
  });
}

describe('an encrypted env file', () => {
  it('opens to the text that was encrypted, and is never the same twice', () =>
    withCrypt('WEB_TOKEN=one\r\n', async ({ open, sealed, recipients }) => {
      expect(await open(sealed)).toEqual({ ok: true, value: 'WEB_TOKEN=one\r\n' });
      expect(valueOf(await sealCrypt('WEB_TOKEN=one\r\n', recipients))).not.toBe(sealed);
      expect(sealed).toMatch(/^-----BEGIN CMS-----\n[A-Za-z0-9+/=\n]+\n-----END CMS-----\nsha256 [0-9a-f]{64}\n$/);
    }));

  it(
    'gives back any text byte by byte',
    () =>
      withCrypt('', async ({ open, recipients }) => {
        const text = fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.string({ unit: fc.constantFrom('\r', '\n', '#', '$', '"', "'", '\ufeff', '\0') }),
        );
        await fc.assert(
          fc.asyncProperty(text, async (content) => {
            expect(await open(valueOf(await sealCrypt(content, recipients)))).toEqual({ ok: true, value: content });
          }),
          { numRuns: 40 },
        );
      }),
    120_000,
  );

  it('opens with the one line of the README, and by nothing else than openssl', () =>
    withCrypt('WEB_TOKEN=one\n', async ({ workspace, ann, sealed }) => {
      await workspace.write({ [file]: sealed });
      const key = join(ann.processEnv['HOME'] ?? '', '.config/dust-workspace/secrets.pem');
      const line = `openssl cms -decrypt -binary -inform PEM -inkey '${key}' -recip env/recipients/local/ann.crt -in ${file}`;
      expect(await run('sh', ['-c', line], workspace.root)).toEqual({ status: 0, output: 'WEB_TOKEN=one\n' });
    }));

  it('is never opened when any byte of it is another, and says so in one message', () =>
    withCrypt('WEB_TOKEN=one\n', async ({ open, sealed }) => {
      const bytes = Buffer.from(sealed, 'latin1');
      const messages = new Set<string>();
      for (const bit of [1, 2, 32, 128])
        for (const index of bytes.keys()) {
          const changed = Buffer.from(bytes);
          changed[index] = (changed[index] ?? 0) ^ bit;
          const refused = refusals(await open(changed));
          expect(refused).toHaveLength(1);
          messages.add(refused[0]!.replace(/: its lines .*|: it is no .*|: its digest.*|: its line ends.*/, ''));
        }
      expect([...messages]).toEqual([`${file}: is damaged and was not opened`]);
      expect(valueOf(await open(bytes))).toBe('WEB_TOKEN=one\n');
    }));

  it.each<[string, (sealed: string) => string, string]>([
    ['is empty', () => '', 'it is empty'],
    ['has the line ends of Windows', (sealed) => sealed.replaceAll('\n', '\r\n'), 'its line ends were changed to those of Windows'],
    ['goes on', (sealed) => `${sealed}\n`, 'its digest does not fit'],
    ['begins earlier', (sealed) => `\n${sealed}`, 'it is no whole CMS message'],
    ['has a line of another length', (sealed) => sealed.replace(/\n(.{64})\n/, '\n$1 \n'), 'its lines are not as they were written'],
    ['has lost its digest', (sealed) => sealed.replace(/sha256.*\n/, ''), 'its last line, the digest, is missing'],
    ['ends early', (sealed) => sealed.slice(0, 300), 'it is no whole CMS message'],
    ['has lost a line', (sealed) => sealed.replace(/\n[^\n]{64}\n/, '\n'), 'its digest does not fit'],
    [
      'holds a conflict',
      (sealed) => `<<<<<<< HEAD\n${sealed}=======\n${sealed}>>>>>>> other\n`,
      'it holds the markers of a merge conflict',
    ],
    ['is plain text', () => 'WEB_TOKEN=one\n', 'it is no whole CMS message'],
  ])('that %s is refused', (_what, change, because) =>
    withCrypt('WEB_TOKEN=one\n', async ({ open, sealed }) => {
      expect(refusals(await open(change(sealed)))).toEqual([`${file}: is damaged and was not opened: ${because}`]);
    }),
  );

  it.each(['', '-aes-256-cbc', '-aes-128-gcm'])('that openssl made otherwise (%s) is refused before it is opened', (cipher) =>
    withCrypt('', async ({ workspace, open }) => {
      const line = `openssl cms -encrypt -binary ${cipher} -outform PEM -recip env/recipients/local/ann.crt`;
      const { output } = await run('sh', ['-c', line], workspace.root, 'WEB_TOKEN=one\n');
      expect(output).toContain('BEGIN CMS');
      expect(refusals(await open(cryptText(output)))).toEqual([
        `${file}: is not opened: nothing in it would show that its content was changed (it is not AES-256-GCM in CMS AuthEnvelopedData)`,
      ]);
    }),
  );

  it('whose digest was made to fit is still refused where its content was changed', () =>
    withCrypt('WEB_TOKEN=one\n', async ({ open, sealed }) => {
      const der = Buffer.from(sealed.replace(/-----[A-Z ]+-----|sha256.*/g, ''), 'base64');
      // Behind the encrypted content, whose 14 bytes end in front of it, stands the tag: 2 bytes of head and 16.
      der[der.length - 18 - 5]! ^= 1;
      const body = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
      const refused = refusals(await open(cryptText(`-----BEGIN CMS-----\n${body}\n-----END CMS-----\n`)));
      expect(refused).toEqual([expect.stringMatching(/^platform\/web\/\.env\.local\.crypt: could not be opened: openssl ended with 4/)]);
    }));

  it('that is for others says for whom it is', () =>
    withCrypt('WEB_TOKEN=one\n', async ({ workspace, ann, open, recipients }) => {
      const forBob = valueOf(await sealCrypt('WEB_TOKEN=one\n', recipients.slice(1)));
      const key = join(ann.processEnv['HOME'] ?? '', '.config/dust-workspace/secrets.pem');
      expect(refusals(await open(forBob))).toEqual([`${file}: is encrypted to bob, and not to your key (${key})`]);
      const path = join(workspace.root, file);
      const keyless = await openCrypt(path, file, workspace.person('carol').keyring);
      expect(refusals(keyless)).toEqual([`${file}: is encrypted to bob, and you have no key`]);
    }));
});
