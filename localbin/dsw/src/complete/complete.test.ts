import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../run.js';
import { fakeFace } from '../testing/fakeFace.js';
import { complete } from './complete.js';

const program = commandLine(fakeFace([]), () => undefined);
let root = '';

const files: Readonly<Record<string, string>> = {
  'nx.json': '{}',
  'platform/store/component.yaml': `description: "Keeps things" # for tests
profiles: [starter, other]
ports: { STORE_PORT: 1, STORE_ADMIN_PORT: 2 }
env:
  STORE_USER: { default: me }
  # STORE_GONE: {}
`,
  'platform/broken/component.yaml': 'description: Half written\nprofiles:\n  - third\nenv: {\n  BROKEN_NAME: {',
  'application/web/component.yaml': 'description: Shows things\n',
  'application/notes/README.md': 'no component',
  'infra/configuration/default/store.env': '',
  'infra/configuration/staging/store.env': '',
  'env/project.env': '# settings\nDSW_DEPLOY_ENV=feature-x # mine\n',
  'env/feature-x/store.env': '',
  'env/backup/feature-x/sets/20261121T101500Z-aaaa/store/x': '',
  'env/backup/feature-x/sets/20261122T101500Z-bbbb/store/x': '',
  'env/backup/feature-x/sets/20261122T101500Z-bbbb/web/x': '',
  'env/backup/feature-x/sets/20261123T101500Z-cccc.partial/store/x': '',
  'env/backup/gone/sets/20261120T101500Z-dddd/web/x': '',
  'env/backup/gone/config/20261101T000000Z/store.env': '',
  'env/recipients/feature-x/ann.crt': '',
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'dsw-complete-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
});

afterAll(() => rm(root, { recursive: true, force: true }));

/** What is offered at the end of `line`, without what it means. */
function offered(line: string, cwd = root): string[] {
  return complete(program, line.split(' ').slice(1), { cwd, processEnv: {} }).map((text) => text.split('\t')[0] ?? '');
}

describe('completion offers', () => {
  it.each([
    ['commands', 'dsw sta', ['start', 'status']],
    ['commands that are about to be asked of', 'dsw help sta', ['start', 'status']],
    ['commands below a command', 'dsw help env ', ['explain', 'diff']],
    ['options of the command', 'dsw restore --f', ['--force']],
    ['options of every command, also before it', 'dsw --pa', ['--parallel']],
    ['no option twice', 'dsw restore --force --f', []],
    ['components, also one whose manifest is broken', 'dsw start ', ['broken', 'store', 'web']],
    ['the rest of the components', 'dsw start store w', ['web']],
    ['components behind options', 'dsw --env gone start --dry-run s', ['store']],
    ['components to a command that has commands', 'dsw env ', ['explain', 'diff', 'broken', 'store', 'web']],
    ['one component where there is to be one', 'dsw secrets-edit store ', []],
    ['environments', 'dsw status --env ', ['feature-x', 'gone', 'local', 'staging']],
    ['environments in the same word', 'dsw status --env=g', ['--env=gone']],
    ['environments as bash splits the word', 'dsw status --env = g', ['gone']],
    ['environments that bash has not begun', 'dsw status --env =', ['feature-x', 'gone', 'local', 'staging']],
    ['environments as arguments', 'dsw env-use st', ['staging']],
    ['the other environment', 'dsw env diff local fe', ['feature-x']],
    ['sets of the environment, the newest first', 'dsw verify --set ', ['20261122T101500Z-bbbb', '20261121T101500Z-aaaa']],
    ['sets of another environment', 'dsw --env gone restore --set ', ['20261120T101500Z-dddd']],
    ['sets as arguments', 'dsw backup-pin 20261121', ['20261121T101500Z-aaaa']],
    ['profiles', 'dsw up --profile ', ['other', 'starter', 'third']],
    ['runtimes', 'dsw up --runtime ', ['auto', 'compose', 'process']],
    ['choices', 'dsw migrate --to ', ['compose', 'process']],
    ['shells', 'dsw completion ', ['bash', 'zsh', 'fish']],
    ['variables', 'dsw env explain ', ['BROKEN_NAME', 'STORE_ADMIN_PORT', 'STORE_PORT', 'STORE_USER']],
    ['variables of the component', 'dsw secrets-set broken ', ['BROKEN_NAME']],
    ['templates', 'dsw env-create review --from ', ['default', 'staging']],
    ['earlier configurations', 'dsw env-config-restore --env gone --at ', ['20261101T000000Z']],
    [
      'several values of one option',
      'dsw backup-prune --damaged 20261121T101500Z-aaaa ',
      ['20261122T101500Z-bbbb', '20261121T101500Z-aaaa'],
    ],
    ['files to a program', 'dsw exec store ', [':files']],
    ['files to a program that has options of its own', 'dsw exec store psql --f', []],
    ['nothing where anything may stand', 'dsw up --parallel ', []],
    ['nothing behind what is unknown', 'dsw nosuch ', []],
    ['no options behind two dashes', 'dsw start -- --', []],
  ])('%s: %s', (_, line, expected) => {
    expect(offered(line)).toEqual(expected);
  });

  it('says what they mean', () => {
    expect(complete(program, ['start', 's'], { cwd: root, processEnv: {} })).toEqual(['store\tKeeps things']);
    expect(complete(program, ['verify', '--set', '20261122'], { cwd: root, processEnv: {} })).toEqual([
      '20261122T101500Z-bbbb\tstore, web',
    ]);
  });

  it('the same from a folder below, and the environment that the shell says', () => {
    expect(offered('dsw start s', join(root, 'platform', 'store'))).toEqual(['store']);
    expect(complete(program, ['verify', '--set', ''], { cwd: root, processEnv: { DSW_DEPLOY_ENV: 'gone' } })).toEqual([
      '20261120T101500Z-dddd\tweb',
    ]);
  });

  it('commands and options alone outside a workspace', () => {
    expect(offered('dsw sto', '/')).toEqual(['stop']);
    expect(offered('dsw stop ', '/')).toEqual([]);
    expect(offered('dsw stop --dr', '/')).toEqual(['--dry-run']);
  });
});
