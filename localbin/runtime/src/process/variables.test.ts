import { expect, it } from 'vitest';
import { useProcessHarness } from '../testing/useHarness.js';
import { processVariables } from './variables.js';

const harness = useProcessHarness();

it('are those of the component, our labels, and a few of the invoker: nothing else', async () => {
  const instance = await harness().fromManifest(
    'db',
    { runtimes: { process: { command: ['true'] } } },
    { variables: { DB_USER: 'me', DSW_COMPONENT: 'forged', TZ: 'UTC' }, ports: { DB_PORT: 20_001, DB_ADMIN_PORT: 20_002 } },
  );
  const invoker = {
    PATH: '/bin',
    HOME: '/home/me',
    USER: 'me',
    LANG: 'C',
    TZ: 'Europe/Zurich',
    TMPDIR: '/t',
    TERM: 'vt100',
    AWS_SECRET: 'x',
    NODE_OPTIONS: 'y',
  };
  expect(processVariables(instance, invoker, { kind: 'invoker', uid: 1 })).toEqual({
    PATH: '/bin',
    HOME: '/home/me',
    USER: 'me',
    LANG: 'C',
    TZ: 'UTC',
    TMPDIR: '/t',
    TERM: 'vt100',
    DB_USER: 'me',
    DB_PORT: '20001',
    DB_HOST: '127.0.0.1',
    DB_ADMIN_PORT: '20002',
    DB_ADMIN_HOST: '127.0.0.1',
    DSW_WORKSPACE: instance.workspace,
    DSW_ENVIRONMENT: 'test',
    DSW_COMPONENT: 'db',
    DSW_VOLUME: instance.volume,
    DSW_RUN: instance.runDirectory,
  });
});

it('have a path even when the invoker has none, and no home of root for another user', async () => {
  const instance = await harness().fromManifest('db', { runtimes: { process: { command: ['true'] } } });
  const user = { name: 'nobody', uid: 65_534, gid: 65_534 };
  const dropped = { kind: 'dropped', uid: user.uid, user, home: '/run/home', setpriv: ['setpriv'] } as const;
  expect(processVariables(instance, { HOME: '/root', TMPDIR: '/root/tmp', USER: 'root' }, dropped)).toMatchObject({
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/run/home',
    USER: 'nobody',
    TMPDIR: '/tmp',
  });
});
