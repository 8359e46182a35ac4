import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inSecretsWorkspace, run, type SecretsWorkspace } from '../testing/secretsWorkspace.js';
import { recipientDates } from './recipientDates.js';

async function certificate({ root }: SecretsWorkspace, file: string, days: number): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true });
  const line = `openssl req -x509 -nodes -newkey rsa:2048 -days ${days} -keyout '${join(root, '..', 'key.pem')}' -out '${file}' -subj /CN=a -config /dev/null`;
  expect((await run('sh', ['-c', `${line} 2>/dev/null`], root)).status).toBe(0);
}

describe('the dates of recipients', () => {
  it('are those of all environments, and of what is a certificate', () =>
    inSecretsWorkspace(async (workspace) => {
      await certificate(workspace, 'env/recipients/staging/bob.crt', 3650);
      await certificate(workspace, 'env/recipients/local/ann.crt', 10);
      await workspace.write({ 'env/recipients/local/carl.crt': 'none\n', 'env/recipients/README.md': 'none\n' });
      const found = await recipientDates(workspace.root);
      const days = (from: Date, to: Date): number => Math.round((to.getTime() - from.getTime()) / 86_400_000);
      expect(found.map(({ environment, name, file, from, to }) => [environment, name, file, days(from, to)])).toEqual([
        ['local', 'ann', 'env/recipients/local/ann.crt', 10],
        ['staging', 'bob', 'env/recipients/staging/bob.crt', 3650],
      ]);
    }));

  it('are none where nobody is', () =>
    inSecretsWorkspace(async ({ root }) => {
      expect(await recipientDates(root)).toEqual([]);
    }));
});
