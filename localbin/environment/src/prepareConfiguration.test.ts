import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { formatDiagnostic } from '@dust-workspace/component';
import { describe, expect, it } from 'vitest';
import { applyConfiguration, planConfiguration, prepareConfiguration, type PrepareOptions } from './prepareConfiguration.js';
import { restoreConfiguration } from './configuration/restore.js';
import { component } from './testing/component.js';

const now = new Date('2026-01-02T03:04:05Z');
const web = component('web', { env: { TOKEN: { secret: true }, SIZE: { default: '1' } } });
const store = component('store', { env: { NAME: {} } });

interface Place {
  readonly root: string;
  readonly options: PrepareOptions;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  read(file: string): Promise<string>;
  /** Plans, and writes everything. Lines as people would see them. */
  update(template?: string): Promise<string[]>;
}

async function inFolder(files: Readonly<Record<string, string>>, body: (place: Place) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'prepare-'));
  let count = 0;
  const random = (size: number): Uint8Array => createHash('shake256', { outputLength: size }).update(String(count++)).digest();
  const options: PrepareOptions = { root, environment: 'staging', components: [web, store], random };
  const place: Place = {
    root,
    options,
    async write(written) {
      for (const [name, text] of Object.entries(written)) {
        await mkdir(dirname(join(root, name)), { recursive: true });
        await writeFile(join(root, name), text);
      }
    },
    read: (file) => readFile(join(root, file), 'utf8'),
    async update(template) {
      const planned = await planConfiguration({ ...options, ...(template === undefined ? {} : { template }) });
      if (!planned.ok) return planned.diagnostics.map(formatDiagnostic);
      const backup = await applyConfiguration(root, 'staging', planned.value, now);
      const told = planned.value.flatMap(({ kind, file, diff, stands }) => [
        `${kind} ${file}`,
        ...diff,
        ...stands.map((name) => `stays ${name}`),
      ]);
      return [...told, ...(backup === undefined ? [] : [`kept as ${backup}`])];
    },
  };
  try {
    await place.write(files);
    await body(place);
  } finally {
    await rm(root, { recursive: true });
  }
}

const templates = {
  'infra/configuration/default/web.env': '# Web.\nTOKEN=generate:password\nSIZE=1\n',
  'infra/configuration/staging/store.env': 'NAME=staging\n',
  'infra/configuration/default/store.env': 'NAME=default\n',
};
const webFile = 'env/staging/web.env';

describe('preparing', () => {
  it('makes what is missing from the template of the environment, or the default, for its owner only', () =>
    inFolder(templates, async ({ root, options, read }) => {
      expect(await prepareConfiguration(options)).toEqual({
        ok: true,
        value: [
          expect.objectContaining({ kind: 'created', file: webFile, template: 'infra/configuration/default/web.env' }),
          expect.objectContaining({ kind: 'created', file: 'env/staging/store.env', template: 'infra/configuration/staging/store.env' }),
        ],
      });
      expect(await read(webFile)).toMatch(/^# Web\.\nTOKEN=[A-Za-z0-9]{32}\nSIZE=1\n$/);
      const made = await readdir(join(root, 'env'), { recursive: true, withFileTypes: true });
      const modes = await Promise.all(
        made.map(
          async (entry) => [entry.isDirectory(), ((await stat(join(entry.parentPath, entry.name))).mode & 0o777).toString(8)] as const,
        ),
      );
      expect(new Set(modes.map(([folder, mode]) => `${folder ? 'folder' : 'file'} ${mode}`))).toEqual(new Set(['folder 700', 'file 600']));
      // The template is remembered with its placeholders, so nothing else holds the password.
      const token = /TOKEN=(.*)/.exec(await read(webFile))?.[1] ?? '';
      expect(await read('env/staging/.prepared/web.json')).not.toContain(token);
    }));

  it('leaves what is there alone, whatever it is', () =>
    inFolder({ ...templates, [webFile]: 'half written "\n' }, async ({ options, read }) => {
      const prepared = await prepareConfiguration(options);
      expect(prepared.ok && prepared.value.map(({ file }) => file)).toEqual(['env/staging/store.env']);
      expect(await read(webFile)).toBe('half written "\n');
    }));

  it('again changes nothing, and keeps what was generated', () =>
    inFolder(templates, async ({ update, read }) => {
      await update();
      const before = await read(webFile);
      expect(await update()).toEqual(['kept env/staging/web.env', 'kept env/staging/store.env']);
      expect(await read(webFile)).toBe(before);
    }));

  it('follows a template that moved, keeps edits, and keeps the state before', () =>
    inFolder(templates, async ({ root, update, read, write }) => {
      await update();
      const token = /TOKEN=(.*)/.exec(await read(webFile))?.[1] ?? '';
      await write({
        [webFile]: `# Web.\nTOKEN=${token}\nSIZE=7\n`,
        'infra/configuration/default/web.env': '# Web.\nTOKEN=generate:hex:16\n# How much.\nSIZE=2\nKEY=generate:uuid\n',
        'infra/configuration/staging/store.env': 'NAME=other\n',
      });
      expect(await update()).toEqual([
        'changed env/staging/web.env',
        'line 2:',
        ' TOKEN=****',
        '+# How much.',
        ' SIZE=7',
        '+KEY=****',
        'stays SIZE',
        'changed env/staging/store.env',
        'line 1:',
        '-NAME=staging',
        '+NAME=other',
        'kept as 20260102T030405Z',
      ]);
      expect(await read(webFile)).toMatch(new RegExp(`^# Web\\.\\nTOKEN=${token}\\n# How much\\.\\nSIZE=7\\nKEY=[0-9a-f-]{36}\\n$`));
      expect(await read('env/backup/staging/config/20260102T030405Z/web.env')).toBe(`# Web.\nTOKEN=${token}\nSIZE=7\n`);
      expect(await readdir(join(root, 'env/backup/staging/config'))).toEqual(['20260102T030405Z']);
      expect(await update()).toEqual(['kept env/staging/web.env', 'kept env/staging/store.env']);
    }));

  it('stays with a template that was asked for by name', () =>
    inFolder({ ...templates, 'infra/configuration/big/web.env': 'SIZE=100\n' }, async ({ update, read, write }) => {
      expect(await update('big')).toEqual(['created env/staging/web.env', 'created env/staging/store.env']);
      expect([await read(webFile), await read('env/staging/store.env')]).toEqual(['SIZE=100\n', 'NAME=default\n']);
      await write({ 'infra/configuration/big/web.env': 'SIZE=200\n' });
      expect(await update()).toContain('+SIZE=200');
      expect(await update('default')).toEqual(expect.arrayContaining(['-SIZE=200', '+SIZE=1', '+TOKEN=****']));
    }));

  it('fills what the person asks for', () =>
    inFolder({ ...templates, [webFile]: 'TOKEN=generate:hex:8\nSIZE=1\n' }, async ({ update, read }) => {
      await update();
      expect(await read(webFile)).toMatch(/^TOKEN=[0-9a-f]{16}\nSIZE=1\n$/);
    }));

  it('writes through a link, which stays one', () =>
    inFolder({ ...templates, 'elsewhere.env': 'TOKEN=mine\n' }, async ({ root, update, read }) => {
      await mkdir(join(root, 'env/staging'), { recursive: true });
      await symlink('../../elsewhere.env', join(root, webFile));
      await update();
      expect(await read('elsewhere.env')).toBe('TOKEN=mine\nSIZE=1\n');
    }));
});

describe('what cannot be prepared is refused at its place, and nothing is written:', () => {
  const refused = (
    files: Record<string, string>,
    says: readonly unknown[],
    before: (root: string) => Promise<unknown> = async () => undefined,
  ) =>
    inFolder({ ...templates, ...files }, async ({ root, update }) => {
      await before(root);
      const list = async (): Promise<string[]> => (await readdir(root, { recursive: true })).sort();
      const present = await list();
      expect(await update()).toEqual(says);
      expect(await list()).toEqual(present);
    });

  it('generators that do not exist, in every template at once', () =>
    refused(
      {
        'infra/configuration/default/web.env': 'SIZE=1\nTOKEN=generate:pasword\n',
        'infra/configuration/staging/store.env': 'NAME=generate:x\n',
      },
      [
        expect.stringMatching(
          /^infra\/configuration\/default\/web\.env:2:1: error: TOKEN: there is no generator generate:pasword\n {2}Those that exist: /,
        ),
        expect.stringMatching(/^infra\/configuration\/staging\/store\.env:1:1: error: NAME: there is no generator generate:x/),
      ],
    ));

  it('a template that is a folder', () =>
    refused({ 'infra/configuration/staging/web.env/file': '' }, [
      'infra/configuration/staging/web.env: error: this is a folder, where an env file is expected\n  Move it away.',
    ]));

  it('a file that is a link to nowhere', () =>
    refused(
      {},
      ['env/staging/web.env: error: this is a link to a file that is not there\n  Make the file, or remove the link.'],
      async (root) => {
        await mkdir(join(root, 'env/staging'), { recursive: true });
        await symlink('gone', join(root, webFile));
      },
    ));

  it('a file that is half written', () =>
    refused({ [webFile]: 'TOKEN="half\n' }, [expect.stringMatching(/^env\/staging\/web\.env:1:7: error: the quote " is never closed/)]));
});

describe('going back', () => {
  const edited = { [webFile]: 'TOKEN=mine\nSIZE=1\n' };
  const changed = { 'infra/configuration/default/web.env': 'TOKEN=generate:password\nSIZE=1\nMORE=1\n' };

  it('brings the configuration before back, keeps what it replaces, and can be undone', () =>
    inFolder({ ...templates, ...edited }, async ({ root, update, read, write }) => {
      await update();
      await write(changed);
      await update();
      const after = await read(webFile);
      const restored = await restoreConfiguration(root, 'staging', now);
      expect(restored).toEqual({
        ok: true,
        value: { name: '20260102T030405Z', files: [webFile], finished: false, backup: '20260102T030405Z-2' },
      });
      expect(await read(webFile)).toBe(edited[webFile]);
      expect(await update()).toContain('+MORE=****');
      await restoreConfiguration(root, 'staging', now, '20260102T030405Z-2');
      expect(await read(webFile)).toBe(after);
      expect(await restoreConfiguration(root, 'staging', now, '20260102T030405Z-2')).toMatchObject({ value: { files: [] } });
    }));

  it('goes on where it was killed', () =>
    inFolder({ ...templates, ...edited, 'env/staging/store.env': 'NAME=mine\n' }, async ({ root, read, write, update }) => {
      await update();
      await write(changed);
      await update();
      await write({ 'env/staging/.restoring': '20260102T030405Z\n', 'env/staging/store.env': 'NAME=late\n' });
      expect(await restoreConfiguration(root, 'staging', now)).toEqual({
        ok: true,
        value: { name: '20260102T030405Z', files: [], finished: true },
      });
      expect([await read(webFile), await read('env/staging/store.env')]).toEqual([edited[webFile], 'NAME=mine\n']);
    }));

  it('to nothing, to what never was, and to what is damaged is refused', () =>
    inFolder({ ...templates, ...edited }, async ({ root, write }) => {
      const says = async (at?: string): Promise<string> => {
        const result = await restoreConfiguration(root, 'staging', now, at);
        return result.ok ? 'done' : result.diagnostics.map(formatDiagnostic).join('\n');
      };
      expect(await says()).toBe('error: staging has no earlier configuration\n  They are kept below env/backup/staging/config/.');
      await write({ 'env/backup/staging/config/20260101T000000Z/web.env': 'TOKEN="half\n' });
      expect(await says('20250101T000000Z')).toMatch(
        /^env\/backup\/staging\/config\/: error: there is no earlier configuration "20250101T000000Z"\n {2}There are 20260101T000000Z/,
      );
      expect(await says()).toMatch(/^env\/backup\/staging\/config\/20260101T000000Z\/web\.env:1:7: error: the quote " is never closed/);
    }));
});
