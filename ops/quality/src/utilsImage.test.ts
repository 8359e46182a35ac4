import { beforeEach, expect, it } from 'vitest';
import { anyUser, runContainer } from './testing/container.js';
import { lackOf } from './testing/engine.js';

const image = process.env.DSW_TOOLS_IMAGE ?? 'dust-workspace/utils:latest';

beforeEach(async (context) => {
  const lack = await lackOf(image);
  context.skip(lack !== undefined, lack);
});

it('has the tools, for a user with a number and no name too', async () => {
  const { uid, gid } = anyUser();
  const tools = ['psql', 'pg_dump', 'pg_restore', 'pg_isready', 'redis-cli', 'curl', 'jq'];
  const command = [
    'sh',
    '-c',
    `id -u; for tool in ${tools.join(' ')}; do "$tool" --version; done | grep -oE '^[a-z]+[_-]?[a-z]+'; openssl version`,
  ];
  const { stdout, stderr } = await runContainer({ image, user: `${uid}:${gid}`, command });
  expect({
    lines: stdout
      .replace(/^OpenSSL .*/m, 'OpenSSL')
      .trimEnd()
      .split('\n'),
    stderr,
  }).toEqual({
    lines: [String(uid), ...tools, 'OpenSSL'],
    stderr: '',
  });
});

it('runs a command and nothing else: its output and status are the command’s', async () => {
  expect(await runContainer({ image, command: ['sh', '-c', 'echo out; echo err >&2; exit 7'] })).toEqual({
    status: 7,
    stdout: 'out\n',
    stderr: 'err\n',
  });
});

it('knows the authorities that sign certificates', async () => {
  const { stdout } = await runContainer({ image, command: ['sh', '-c', 'grep -c BEGIN /etc/ssl/certs/ca-certificates.crt'] });
  expect(Number(stdout)).toBeGreaterThan(50);
});
