import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLayers } from './layers.js';
import { selectEnvironment } from './selectEnvironment.js';
import { component } from './testing/component.js';

describe('the layers of a component', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'dsw-layers-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('may all set its image, and the shell nothing that is not declared', async () => {
    const files = ['env/project.env', 'env/local/web.env', 'platform/web/.env', 'platform/web/.env.local'];
    for (const file of files) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), `WEB_IMAGE=${file}\n`);
    }
    const runtimes = { compose: { file: 'compose.yaml', service: 'web' } };
    const web = { ...component('web', { runtimes, ports: { WEB_PORT: 80 } }), directory: join(root, 'platform/web') };
    const selected = await selectEnvironment({ root, processEnv: {} });
    if (!selected.ok) throw new Error('expected a selection');
    const shell = { WEB_IMAGE: 'the shell', WEB_PORT: '8080', WEB_HOST: 'elsewhere', HOME: '/root' };
    const { layers, diagnostics } = await readLayers(root, selected.value, web, shell);
    expect(diagnostics).toEqual([]);
    expect(layers.map(({ name, source }) => [name, source.file, Object.fromEntries(source.entries)])).toEqual([
      ['manifest', 'platform/web/component.yaml', {}],
      ...files.map((file, index) => [
        ['project', 'environment', 'personal', 'personal-environment'][index],
        file,
        { WEB_IMAGE: { value: file, line: 1, locate: expect.any(Function) as unknown } },
      ]),
      ['shell', 'the shell', { WEB_PORT: { value: '8080', line: 1 }, WEB_IMAGE: { value: 'the shell', line: 1 } }],
    ]);
  });
});
