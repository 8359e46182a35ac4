import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Redactor } from '../redact/redactor.js';
import { component } from '../testing/component.js';
import { archiveEnvironment } from './archiveEnvironment.js';
import { transplantConfiguration } from './transplantConfiguration.js';

const env = { PASSWORD: { secret: true }, URL: {}, NAME: {} };

describe('the env files of a component', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'dsw-archive-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
  };
  const db = (): ReturnType<typeof component> => ({
    ...component('db', { env, ports: { DB_PORT: 5432 } }),
    directory: join(root, 'platform/db'),
  });

  it('go into a backup without secrets, without what nobody declared, and without comments', async () => {
    await write({
      'env/project.env': 'DSW_PROFILE=starter\nDSW_BACKUP_PASSWORD=s3cret-one\nTHEIRS=1\n',
      'env/local/db.env':
        '# the password was old-s3cret\nPASSWORD=s3cret-two\nURL="http://u:s3cret-two@h/${DB_PORT}"\nNAME=\'a b\'\nTYPO=s3cret-three\nDB_PORT=5433\n',
      'platform/db/.env.local.crypt': 'sealed',
    });
    const redactor = new Redactor();
    redactor.learn(['s3cret-two']);
    const { files, withoutSecrets } = await archiveEnvironment({
      root,
      environment: 'local',
      components: [db()],
      redactor,
      now: new Date(0),
    });
    expect(files.map(({ path, content }) => [path, content.toString()])).toEqual([
      ['env/project.env', 'DSW_PROFILE=starter\n# DSW_BACKUP_PASSWORD is left out\n# THEIRS is left out\n'],
      ['env/local/db.env', "# PASSWORD is left out\n# URL is left out\nNAME='a b'\n# TYPO is left out\nDB_PORT=5433\n"],
      ['platform/db/.env.local.crypt', 'sealed'],
    ]);
    expect(withoutSecrets).toEqual(['db']);
  });

  it('are taken to another environment with references and secrets, but without ports, over what its template says', async () => {
    await write({
      'infra/configuration/default/db.env': 'NAME=template\nPASSWORD=generate:password\n',
      'env/local/db.env': "URL='http://${db.DB_PORT}/x y'\nDB_PORT=5432\nUNDECLARED=1\n",
      'platform/db/.env.local': 'PASSWORD=s3cret\n',
    });
    const request = { root, from: 'local', to: 'review', component: db(), processEnv: {}, random: (size: number) => Buffer.alloc(size, 7) };
    expect(await transplantConfiguration(request)).toEqual({ ok: true, value: true });
    const made = await readFile(join(root, 'env/review/db.env'), 'utf8');
    expect(made).toBe("# Restored from local.\nNAME=template\nPASSWORD=s3cret\nURL='http://${db.DB_PORT}/x y'\n");
    await write({ 'env/review/db.env': 'NAME=mine\n' });
    expect(await transplantConfiguration(request)).toEqual({ ok: true, value: false });
    expect(await readFile(join(root, 'env/review/db.env'), 'utf8')).toBe('NAME=mine\n');
  });

  it('come from the backup where their environment is not on this machine, and secrets that it lacks are made anew', async () => {
    await write({ 'infra/configuration/default/db.env': 'PASSWORD=generate:hex:8\n' });
    const random = (size: number): Buffer => Buffer.alloc(size, 0xab);
    const archived = '# PASSWORD is left out\nNAME=kept\n';
    const made = await transplantConfiguration({ root, from: 'gone', to: 'review', component: db(), archived, processEnv: {}, random });
    expect(made).toEqual({ ok: true, value: true });
    const text = await readFile(join(root, 'env/review/db.env'), 'utf8');
    expect(text).toMatch(/^# Restored from gone\.\nPASSWORD=(ab)+\nNAME=kept\n$/);
  });
});
