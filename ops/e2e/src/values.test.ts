import { mkdtemp, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellImage } from '@dust-workspace/runtime/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inContainers, machine } from './testing/containers.js';
import { inWorkspace, type Workspace } from './testing/workspace.js';

/** As an env file says them, and as a program must get them. */
const values: Readonly<Record<string, readonly [string, string]>> = {
  BACKSLASHES: ['C:\\dir\\new', 'C:\\dir\\new'],
  BLANKS: ["'  three blanks around   '", '  three blanks around   '],
  BOTH_QUOTES: ['`it\'s "both"`', 'it\'s "both"'],
  CARRIAGE_RETURN: ['"one\\r\\ntwo"', 'one\r\ntwo'],
  DOLLARS: ["'pa$$word $HOME $1 ${lower} $(id)'", 'pa$$word $HOME $1 ${lower} $(id)'],
  DOLLAR_BRACE: ["'$${BLANKS} and $$${BLANKS}'", '${BLANKS} and $${BLANKS}'],
  HASH: ['"a # b" # a comment', 'a # b'],
  LINES: ["'-----BEGIN\nof several\n\nlines-----\n'", '-----BEGIN\nof several\n\nlines-----\n'],
  MARK: ["'\ufeffx'", '\ufeffx'],
  PERCENT: ['100%25 %s', '100%25 %s'],
  UNICODE: ['ünï→𝄞 ', 'ünï→𝄞'],
};
const envFile = `\ufeff${Object.entries(values)
  .map(([name, [written]]) => `${name}=${written}\n`)
  .join('')}`;

const teller = {
  'platform/teller/component.yaml': `description: Tells its environment
profiles: [starter]
runtimes:
  process: { command: [sh, main.sh] }
  compose: { file: compose.yaml, service: main }
ready: { command: [test, -e, .], within: 20s }
env:
${Object.keys(values)
  .map((name) => `  ${name}: { secret: true }\n`)
  .join('')}`,
  'platform/teller/compose.yaml': `services:
  main:
    image: ${shellImage}
    user: \${DSW_UID}:\${DSW_GID}
    working_dir: /component
    command: [sh, main.sh]
    environment:
      DSW_VOLUME: /volume
${Object.keys(values)
  .map((name) => `      ${name}: \${${name}}\n`)
  .join('')}    volumes:
      - .:/component:ro
      - \${DSW_VOLUME}:/volume
`,
  'platform/teller/main.sh':
    'trap "exit 0" TERM\nenv -0 >"$DSW_VOLUME/new"\nmv "$DSW_VOLUME/new" "$DSW_VOLUME/told"\nsleep infinity & wait\n',
};

/** What its main process was given. */
async function told(workspace: Workspace): Promise<Record<string, string>> {
  await workspace.succeeds('start teller');
  const given = (await workspace.read('platform/teller/volumes/local/told')).split('\0').map((line): [string, string] => {
    const end = line.indexOf('=');
    return [line.slice(0, end), line.slice(end + 1)];
  });
  await workspace.succeeds('stop teller');
  return Object.fromEntries(given.filter(([name]) => name in values));
}

const expected = Object.fromEntries(Object.entries(values).map(([name, [, value]]) => [name, value]));

/** In plain text, then encrypted. */
async function arriveAsTheyAre(workspace: Workspace): Promise<void> {
  await workspace.write({ 'env/local/teller.env': envFile });
  expect(await told(workspace)).toEqual(expected);
  await unlink(workspace.path('env/local/teller.env'));
  await workspace.write({ 'platform/teller/.env.local': envFile });
  await workspace.succeeds('secrets-init');
  await workspace.succeeds('secrets-encrypt');
  await unlink(workspace.path('platform/teller/.env.local'));
  expect(await told(workspace)).toEqual(expected);
}

describe.concurrent('values that mean something to shells, YAML, Compose or env files', () => {
  let env: { XDG_CONFIG_HOME: string };
  beforeAll(async () => {
    env = { XDG_CONFIG_HOME: await mkdtemp(join(tmpdir(), 'dsw-e2e-home-')) };
  });
  afterAll(() => rm(env.XDG_CONFIG_HOME, { recursive: true }));

  it('reach a process as they are', () => inWorkspace(teller, arriveAsTheyAre, { env: { ...env, DSW_RUNTIME: 'process' } }));

  it('reach a container as they are', ({ skip }) => {
    if (typeof machine === 'string') return skip(`no container engine: ${machine}`);
    return inContainers(teller, arriveAsTheyAre, { env });
  });
});
