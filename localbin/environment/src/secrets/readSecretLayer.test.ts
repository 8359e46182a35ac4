import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLayers } from '../layers.js';
import { selectEnvironment } from '../selectEnvironment.js';
import { inSecretsWorkspace, valueOf, type SecretsWorkspace } from '../testing/secretsWorkspace.js';
import type { SecretsContext } from './context.js';
import { encryptSecrets } from './encryptSecrets.js';
import { initSecrets } from './initSecrets.js';

const [plain, crypt] = ['platform/web/.env.local', 'platform/web/.env.local.crypt'];

describe('the encrypted layer of a component', () => {
  /** What the layer sets in the eyes of a person, or what prevents it. */
  const seenBy = async ({ root, web }: SecretsWorkspace, { processEnv }: SecretsContext): Promise<unknown> => {
    const selection = valueOf(await selectEnvironment({ root, processEnv: {} }));
    const { layers, diagnostics } = await readLayers(root, selection, web, processEnv);
    const layer = layers.find(({ name }) => name === 'personal-environment');
    const values = [...(layer?.source.entries ?? [])].map(([name, { value, line }]) => `${name}=${value} on line ${line}`);
    return { file: layer?.source.file, values, problems: diagnostics.map(({ file, message }) => `${file}: ${message}`) };
  };

  it('is opened in memory; plain text beside it wins; what cannot be opened is no value', () =>
    inSecretsWorkspace(async (workspace) => {
      const ann = workspace.person('ann');
      valueOf(await initSecrets(ann, { name: 'ann' }, workspace.git));
      expect(await seenBy(workspace, ann)).toEqual({ file: plain, values: [], problems: [] });
      await workspace.write({ [plain]: '\ufeff# mine\r\nWEB_TOKEN=one\r\n' });
      valueOf(await encryptSecrets(ann, []));
      await workspace.write({ [plain]: 'WEB_TOKEN=mine\n' });
      expect(await seenBy(workspace, ann)).toEqual({ file: plain, values: ['WEB_TOKEN=mine on line 1'], problems: [] });
      await rm(join(workspace.root, plain));
      expect(await seenBy(workspace, ann)).toEqual({ file: crypt, values: ['WEB_TOKEN=one on line 2'], problems: [] });
      expect(await seenBy(workspace, workspace.person('bob'))).toEqual({
        file: undefined,
        values: [],
        problems: [`${crypt}: is encrypted to ann, and you have no key`],
      });
      await symlink('gone', join(workspace.root, plain));
      expect(await seenBy(workspace, ann)).toEqual({
        file: undefined,
        values: [],
        problems: [`${plain}: this is a link to a file that is not there`],
      });
      await rm(join(workspace.root, plain));
      await rm(join(workspace.root, crypt));
      await symlink('gone', join(workspace.root, crypt));
      expect(await seenBy(workspace, ann)).toMatchObject({ problems: [`${crypt}: this is a link to a file that is not there`] });
    }));
});
