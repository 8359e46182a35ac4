import { chmod, mkdir, readFile, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok } from '@dust-workspace/component';
import { describe, expect, it } from 'vitest';
import { inSecretsWorkspace, refusals, run, valueOf, type SecretsWorkspace } from '../testing/secretsWorkspace.js';
import type { Editing } from '../configuration/editFile.js';
import { checkSecrets } from './checkSecrets.js';
import type { SecretsContext } from './context.js';
import { decryptSecrets } from './decryptSecrets.js';
import { diffText } from './diffText.js';
import { editSecrets } from './editSecrets.js';
import { encryptSecrets } from './encryptSecrets.js';
import { initSecrets } from './initSecrets.js';
import { openCrypt } from './openCrypt.js';
import { rotateSecrets } from './rotateSecrets.js';
import { setSecret } from './setSecret.js';

const [plain, crypt] = ['platform/web/.env.local', 'platform/web/.env.local.crypt'];

/** A workspace in which Ann has a key and, unless there is to be none, an encrypted secret. */
async function withAnn(
  body: (workspace: SecretsWorkspace, ann: ReturnType<SecretsWorkspace['person']>) => Promise<void>,
  isEncrypted = true,
): Promise<void> {
  await inSecretsWorkspace(async (workspace) => {
    const ann = workspace.person('ann');
    valueOf(await initSecrets(ann, { name: 'ann' }, workspace.git));
    if (isEncrypted) {
      await workspace.write({ [plain]: 'WEB_TOKEN=one\n' });
      valueOf(await encryptSecrets(ann, []));
      await rm(join(workspace.root, plain));
    }
    ann.events.length = 0;
    await body(workspace, ann);
  });
}

async function opened({ root }: SecretsWorkspace, { keyring }: SecretsContext, file = crypt): Promise<string | undefined> {
  return valueOf(await openCrypt(join(root, file), file, keyring));
}

const told = (context: { events: readonly object[] }): string[] =>
  context.events.map((event) =>
    Object.values(event)
      .map((value: unknown) => (Array.isArray(value) ? value.join(' ') : String(value)))
      .join('|'),
  );

describe('secrets-encrypt', () => {
  it('encrypts all that there is, and changes nothing when nothing has changed', () =>
    withAnn(async (workspace, ann) => {
      await workspace.write({ [plain]: 'WEB_TOKEN=one\n', 'platform/store/.env.local': '\ufeffWEB_TOKEN="ä"\r\n' });
      valueOf(await encryptSecrets(ann, []));
      expect(told(ann)).toEqual([
        `unchanged|${crypt}|already encrypted to ann`,
        'written|platform/store/.env.local.crypt|encrypted to ann',
      ]);
      expect(await opened(workspace, ann, 'platform/store/.env.local.crypt')).toBe('\ufeffWEB_TOKEN="ä"\r\n');
    }));

  it.each<[string, (workspace: SecretsWorkspace) => Promise<unknown>, string]>([
    [
      'cannot be parsed',
      ({ write }) => write({ [plain]: 'WEB_TOKEN=one\nsecret\n' }),
      'expected NAME=value, found a line of 6 characters without an assignment',
    ],
    ['is of the wrong type', ({ write }) => write({ [plain]: 'WEB_URL=no url\n' }), 'WEB_URL must be a URL'],
    ['is a folder', ({ root }) => mkdir(join(root, plain)), 'this is a folder, where a file is expected'],
    ['is a link to nothing', ({ root }) => symlink('gone', join(root, plain)), 'this is a link to a file that is not there'],
    ['is no text', ({ root }) => writeFile(join(root, plain), Buffer.of(65, 61, 0xff)), 'this is not text in UTF-8'],
  ])('writes nothing when one file %s', (_what, spoil, message) =>
    withAnn(async (workspace, ann) => {
      await workspace.write({ 'platform/store/.env.local': 'WEB_TOKEN=two\n' });
      await spoil(workspace);
      const before = await workspace.everything();
      expect(refusals(await encryptSecrets(ann, []))).toEqual([`${plain}: ${message}`]);
      expect([await workspace.everything(), told(ann)]).toEqual([before, []]);
    }, false),
  );

  it('needs something to encrypt, and somebody to encrypt to', () =>
    withAnn(async (workspace, ann) => {
      expect(refusals(await encryptSecrets(ann, [workspace.web]))).toEqual([`${plain}: is not there, and would be encrypted`]);
      valueOf(await encryptSecrets(ann, []));
      expect(told(ann)).toEqual(['note|no component has a file .env.local to encrypt']);
      await rm(join(workspace.root, 'env/recipients'), { recursive: true });
      await workspace.write({ [plain]: 'WEB_TOKEN=one\n' });
      expect(refusals(await encryptSecrets(ann, []))).toEqual([
        'env/recipients/local: holds no certificate: nobody could open the secrets of this environment',
      ]);
    }, false));

  it('says once that openssl is missing, and writes nothing', () =>
    withAnn(async (workspace, ann) => {
      await workspace.write({ [plain]: 'WEB_TOKEN=one\n', 'platform/store/.env.local': 'WEB_TOKEN=two\n' });
      const [path, before] = [process.env['PATH'], await workspace.everything()];
      process.env['PATH'] = workspace.root;
      const refused = refusals(await encryptSecrets(ann, []));
      process.env['PATH'] = path;
      expect([refused, await workspace.everything()]).toEqual([[`${crypt}: there is no openssl on PATH`], before]);
    }, false));

  it("mends what was damaged, and works without a key of one's own", () =>
    withAnn(async (workspace, ann) => {
      await workspace.write({ [plain]: 'WEB_TOKEN=two\n', [crypt]: 'damaged\n' });
      valueOf(await encryptSecrets(workspace.person('somebody'), []));
      expect(await opened(workspace, ann)).toBe('WEB_TOKEN=two\n');
    }));
});

describe('secrets-decrypt', () => {
  it('writes plain text for its owner alone, once', () =>
    withAnn(async (workspace, ann) => {
      valueOf(await decryptSecrets(ann, []));
      valueOf(await decryptSecrets(ann, [workspace.web]));
      expect(told(ann)).toEqual([
        `written|${plain}|plain text; while it is there, it is used instead of ${crypt}`,
        `unchanged|${plain}|already what is encrypted`,
      ]);
      expect(await workspace.read(plain)).toBe('WEB_TOKEN=one\n');
    }));

  it('overwrites nothing, and asks for what is there', () =>
    withAnn(async (workspace, ann) => {
      await workspace.write({ [plain]: 'WEB_TOKEN=mine\n' });
      expect(refusals(await decryptSecrets(ann, []))).toEqual([`${plain}: is there and is not what ${crypt} holds: nothing was written`]);
      expect(await workspace.read(plain)).toBe('WEB_TOKEN=mine\n');
      expect(refusals(await decryptSecrets(ann, [workspace.store]))).toEqual([
        'platform/store/.env.local.crypt: is not there, and would be decrypted',
      ]);
    }));
});

describe('secrets-set', () => {
  it('sets one value among others, all of the input but one line end', () =>
    withAnn(async (workspace, ann) => {
      valueOf(await setSecret(ann, workspace.web, 'WEB_OTHER', Buffer.from('a "$b" ${C} #d\n\n')));
      expect(await opened(workspace, ann)).toBe('WEB_TOKEN=one\nWEB_OTHER=\'a "$b" $${C} #d\n\'\n');
      valueOf(await setSecret(ann, workspace.web, 'WEB_TOKEN', Buffer.from('two')));
      valueOf(await setSecret(ann, workspace.web, 'WEB_TOKEN', Buffer.from('two\n')));
      expect(told(ann)).toEqual([
        `written|${crypt}|encrypted to ann`,
        `written|${crypt}|encrypted to ann`,
        `unchanged|${crypt}|already encrypted to ann`,
      ]);
      valueOf(await setSecret(ann, workspace.store, 'WEB_TOKEN', Buffer.from('first')));
      expect(await opened(workspace, ann, 'platform/store/.env.local.crypt')).toBe('WEB_TOKEN=first\n');
    }));

  it('refuses what would not do what it looks like, and writes nothing', () =>
    withAnn(async (workspace, ann) => {
      const before = await workspace.everything();
      const refused = async (name: string, value: string | Buffer): Promise<string[]> =>
        refusals(await setSecret(ann, workspace.web, name, Buffer.from(value)));
      expect(await refused('WEB_TOKEM', 'x')).toEqual(['web has no variable WEB_TOKEM']);
      expect(await refused('WEB_TOKEN', '\n')).toEqual(['standard input holds no value for WEB_TOKEN']);
      expect(await refused('WEB_TOKEN', Buffer.of(0xff))).toEqual(['the value for WEB_TOKEN is not text in UTF-8']);
      expect(await refused('WEB_TOKEN', '\'"`\n\n')).toEqual([
        expect.stringContaining(`${crypt}: the value for WEB_TOKEN cannot be written`),
      ]);
      expect(await refused('WEB_URL', 'no url')).toEqual([`${crypt}: WEB_URL must be a URL`]);
      expect(refusals(await setSecret(workspace.person('bob'), workspace.web, 'WEB_TOKEN', Buffer.from('x')))).toEqual([
        `${crypt}: is encrypted to ann, and you have no key`,
      ]);
      expect(await workspace.everything()).toEqual(before);
      await workspace.write({ [plain]: 'WEB_TOKEN=mine\n' });
      expect(await refused('WEB_TOKEN', 'x')).toEqual([
        `${plain}: is there in plain text and is used instead of ${crypt}: a change of that would change nothing`,
      ]);
    }));
});

describe('secrets-edit', () => {
  it('encrypts what is saved, and leaves no plain text', () =>
    withAnn(async (workspace, ann) => {
      let place = '';
      const edit: Editing['edit'] = async (path) => {
        place = path;
        expect(await readFile(path, 'utf8')).toBe('WEB_TOKEN=one\n');
        await writeFile(path, 'WEB_TOKEN=two\n');
        await writeFile(`${path}~`, 'what editors leave: WEB_TOKEN=one\n');
        return ok();
      };
      valueOf(await editSecrets(ann, workspace.web, { edit, again: async () => false }));
      expect(await opened(workspace, ann)).toBe('WEB_TOKEN=two\n');
      await expect(readdir(join(place, '..'))).rejects.toThrow('ENOENT');
      expect(place.startsWith('/dev/shm/') || process.platform !== 'linux').toBe(true);
    }));

  it('offers to mend what cannot be read, and keeps the old otherwise', () =>
    withAnn(async (workspace, ann) => {
      const before = await workspace.everything();
      const saved = ['oops\n', 'WEB_TOKEN="two\n', 'WEB_TOKEN=two\n'];
      const shown: string[] = [];
      const edit: Editing['edit'] = async (path) => {
        await writeFile(path, saved.shift() ?? '');
        return ok();
      };
      const again = (times: number) => async (diagnostics: readonly { message: string }[]) =>
        shown.push(...diagnostics.map(({ message }) => message)) <= times;
      expect(refusals(await editSecrets(ann, workspace.web, { edit, again: again(0) }))).toEqual([
        `${crypt}: expected NAME=value, found a line of 4 characters without an assignment`,
        `${crypt}: is as it was before: what was edited is not kept`,
      ]);
      expect(await workspace.everything()).toEqual(before);
      valueOf(await editSecrets(ann, workspace.web, { edit, again: again(2) }));
      expect([await opened(workspace, ann), shown.at(-1)]).toEqual(['WEB_TOKEN=two\n', 'the quote " is never closed']);
    }));

  it.each([
    ['loses the file', async (path: string) => rm(path), 'the editor left nothing, and nothing was changed'],
    ['leaves nothing in it', async (path: string) => writeFile(path, '\n'), 'the editor left nothing, and nothing was changed'],
    ['writes a name that nobody knows', async (path: string) => writeFile(path, 'WEB_TOKN=two\n'), 'web has no variable WEB_TOKN'],
  ])('keeps the old when the editor %s', (_, write, says) =>
    withAnn(async (workspace, ann) => {
      const before = await workspace.everything();
      const edit: Editing['edit'] = async (path) => {
        await write(path);
        return ok();
      };
      const [first] = refusals(await editSecrets(ann, workspace.web, { edit, again: async () => false }));
      expect([first, await workspace.everything()]).toEqual([`${crypt}: ${says}`, before]);
    }),
  );

  it('begins with the names of the secrets, and does nothing when nothing is edited or the editor fails', () =>
    withAnn(async (workspace, ann) => {
      const seen: string[] = [];
      const look: Editing['edit'] = async (path) => {
        seen.push(await readFile(path, 'utf8'));
        return ok();
      };
      valueOf(await editSecrets(ann, workspace.web, { edit: look, again: async () => false }));
      expect([seen, told(ann)]).toEqual([
        ['# Secrets of web in local.\n# WEB_TOKEN=\n# WEB_OTHER=\n'],
        [`unchanged|${crypt}|nothing was edited`],
      ]);
      const fails: Editing['edit'] = async () => ({
        ok: false,
        diagnostics: [{ severity: 'error', code: 'editor', message: 'it broke' }],
      });
      expect(refusals(await editSecrets(ann, workspace.web, { edit: fails, again: async () => false }))).toEqual(['it broke']);
      expect(Object.keys(await workspace.everything())).toEqual(['env/recipients/local/ann.crt']);
    }, false));

  it('does not overwrite what somebody else has encrypted meanwhile', () =>
    withAnn(async (workspace, ann) => {
      const edit: Editing['edit'] = async (path) => {
        valueOf(await setSecret(workspace.person('ann'), workspace.web, 'WEB_TOKEN', Buffer.from('theirs')));
        await writeFile(path, 'WEB_TOKEN=mine\n');
        return ok();
      };
      expect(refusals(await editSecrets(ann, workspace.web, { edit, again: async () => false }))).toEqual([
        `${crypt}: was changed by somebody else meanwhile: nothing was changed`,
      ]);
      expect(await opened(workspace, ann)).toBe('WEB_TOKEN=theirs\n');
      expect((await readdir(workspace.web.directory)).sort()).toEqual(['.env.local.crypt']);
    }));
});

describe('secrets-rotate', () => {
  it('lets somebody in, and shuts somebody out and says what that person has seen', () =>
    withAnn(async (workspace, ann) => {
      const bob = workspace.person('bob');
      valueOf(await initSecrets(bob, { name: 'bob' }, workspace.git));
      expect(told(bob).at(-1)).toBe(
        'note|ask another recipient of local to run dsw secrets-rotate: until then there is something that you cannot open',
      );
      expect(refusals(await rotateSecrets(bob))).toEqual([
        expect.stringMatching(/^platform\/web\/\.env\.local\.crypt: is encrypted to ann, and not to your key/),
      ]);
      valueOf(await rotateSecrets(ann));
      expect([told(ann), await opened(workspace, bob)]).toEqual([[`written|${crypt}|encrypted to ann, bob`], 'WEB_TOKEN=one\n']);
      await rm(join(workspace.root, 'env/recipients/local/bob.crt'));
      ann.events.length = 0;
      valueOf(await rotateSecrets(ann));
      valueOf(await rotateSecrets(ann));
      expect(told(ann)).toEqual([
        `seen|${crypt}|bob|WEB_TOKEN`,
        `written|${crypt}|encrypted to ann`,
        `unchanged|${crypt}|already encrypted to ann`,
      ]);
      expect(refusals(await openCrypt(join(workspace.root, crypt), crypt, bob.keyring))).toHaveLength(1);
    }));

  it('also tells so when another verb is the first to shut somebody out, but for the value that is new', () =>
    withAnn(async (workspace, ann) => {
      valueOf(await initSecrets(workspace.person('bob'), { name: 'bob' }, workspace.git));
      valueOf(await setSecret(ann, workspace.web, 'WEB_OTHER', Buffer.from('two')));
      await rm(join(workspace.root, 'env/recipients/local/bob.crt'));
      ann.events.length = 0;
      valueOf(await setSecret(ann, workspace.web, 'WEB_OTHER', Buffer.from('three')));
      expect(told(ann)).toEqual([`seen|${crypt}|bob|WEB_TOKEN`, `written|${crypt}|encrypted to ann`]);
    }));

  it('writes nothing when one file is damaged', () =>
    withAnn(async (workspace, ann) => {
      valueOf(await initSecrets(workspace.person('bob'), { name: 'bob' }, workspace.git));
      await workspace.write({ 'platform/store/.env.local.crypt': 'damaged\n' });
      const before = await workspace.everything();
      expect(refusals(await rotateSecrets(ann))).toEqual([
        'platform/store/.env.local.crypt: is damaged and was not opened: it is no whole CMS message',
      ]);
      expect(await workspace.everything()).toEqual(before);
    }));
});

describe('secrets-check', () => {
  const ignore = '*.env\n.env.*\n.env\n!.env.*.crypt\n/env/*\n!/env/recipients/\n';
  const problems = async (workspace: SecretsWorkspace, context: SecretsContext): Promise<string[]> =>
    (await checkSecrets(context, workspace.git)).diagnostics.map(({ file, message }) =>
      file === undefined ? message : `${file}: ${message}`,
    );

  it('needs no key where all is well', () =>
    withAnn(async (workspace) => {
      await run('git', ['init', '--quiet'], workspace.root);
      await workspace.write({ '.gitignore': ignore });
      expect(await checkSecrets(workspace.person('ci'), workspace.git)).toEqual({
        files: [crypt],
        environments: ['local'],
        diagnostics: [],
      });
    }));

  it('finds everything that is wrong', () =>
    withAnn(async (workspace, ann) => {
      const ci = workspace.person('ci');
      expect(await problems(workspace, ci)).toEqual(['the workspace is in no git repository']);
      await run('git', ['init', '--quiet'], workspace.root);
      await workspace.write({
        '.gitignore': ignore.replace('*.env\n', '').replace('/env/*\n', '/env/project.env\n/env/local/store.env\n'),
        [plain]: 'WEB_TOKEN=one\n',
      });
      await run('git', ['add', '--force', plain], workspace.root);
      await utimes(join(workspace.root, plain), 1, 1);
      expect(await problems(workspace, ci)).toEqual([
        'env/local/web.env: would be committed, in plain text',
        `${plain}: is in git, in plain text`,
      ]);
      await workspace.write({ '.gitignore': ignore.replace('!.env.*.crypt\n', '') });
      await run('git', ['rm', '--quiet', '--cached', plain], workspace.root);
      expect(await problems(workspace, ci)).toEqual([`${crypt}: is ignored by git, and belongs into it`]);
      await workspace.write({ '.gitignore': ignore });
      expect(await problems(workspace, ann)).toEqual([]);
      await workspace.write({ [plain]: 'WEB_TOKEN=two\n' });
      expect(await problems(workspace, ann)).toEqual([`${crypt}: does not hold what ${plain} holds`]);
      await utimes(join(workspace.root, plain), 2 ** 32, 2 ** 32);
      expect(await problems(workspace, ci)).toEqual([`${crypt}: is older than ${plain}`]);
      await rm(join(workspace.root, plain));
      valueOf(await initSecrets(workspace.person('bob'), { name: 'bob' }, workspace.git));
      await rm(join(workspace.root, 'env/recipients/local/ann.crt'));
      expect(await problems(workspace, ci)).toEqual([
        `${crypt}: cannot be opened by bob of env/recipients/local/`,
        `${crypt}: can be opened by ann, who is not in env/recipients/local/`,
      ]);
      await workspace.write({ [crypt]: (await workspace.read(crypt)).replace('sha256 ', 'SHA256 ') });
      expect(await problems(workspace, ci)).toEqual([`${crypt}: is damaged and was not opened: its digest does not fit`]);
    }));
});

describe('what git compares', () => {
  it('shows that a value changed, and not the value', () =>
    withAnn(async (workspace, ann) => {
      const path = join(workspace.root, crypt);
      const before = await diffText(path, ann.keyring);
      expect(before).toMatch(/^# for ann\nWEB_TOKEN [0-9a-f]{8}\n$/);
      valueOf(await setSecret(ann, workspace.web, 'WEB_OTHER', Buffer.from('x')));
      const added = await diffText(path, ann.keyring);
      expect(added.split('\n').filter((line) => !before.includes(line))).toEqual([expect.stringMatching(/^WEB_OTHER [0-9a-f]{8}$/)]);
      valueOf(await setSecret(ann, workspace.web, 'WEB_TOKEN', Buffer.from('two')));
      const changed = await diffText(path, ann.keyring);
      expect(changed.split('\n').filter((line) => !added.includes(line))).toEqual([expect.stringMatching(/^WEB_TOKEN [0-9a-f]{8}$/)]);
      expect(await diffText(path, workspace.person('bob').keyring)).toMatch(
        /^# for ann\n# there is no key to open it\n# sha256 [0-9a-f]{64}\n$/,
      );
      await chmod(path, 0o600);
      await writeFile(path, 'x');
      expect(await diffText(path, ann.keyring)).toBe('# is damaged and was not opened: it is no whole CMS message\n');
    }));
});
