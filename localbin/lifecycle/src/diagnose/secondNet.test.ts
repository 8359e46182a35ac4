import { describe, expect, it } from 'vitest';
import { isSuspicious, maskSuspicious, maskSuspiciousIn } from './secondNet.js';

describe('the second net', () => {
  it.each([
    ['API_KEY=abc123', 'API_KEY=****'],
    ['export STRIPE_SECRET="a b c" OTHER=1', 'export STRIPE_SECRET="****" OTHER=1'],
    ["GITHUB_TOKEN='x y', next", "GITHUB_TOKEN='****', next"],
    ['{"level":30,"apiKey":"abc","port":8080}', '{"level":30,"apiKey":"****","port":8080}'],
    ['"{\\"db_password\\":\\"abc\\"}"', '"{\\"db_password\\":\\"****\\"}"'],
    ['PGPASSWORD=hunter2 psql', 'PGPASSWORD=**** psql'],
    ['password: hunter2', 'password: ****'],
    ['--admin-password=hunter2 --port=1', '--admin-password=**** --port=1'],
    ['GET /a?access_token=abc&page=2', 'GET /a?access_token=****&page=2'],
    ['postgres://user:p/w@d@host:5432/db failed', 'postgres://user:****@host:5432/db failed'],
    ['redis://:secret@127.0.0.1:6379', 'redis://:****@127.0.0.1:6379'],
    ['https://abcdefghijklmnopqrst@github.com/a/b', 'https://****@github.com/a/b'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer ****'],
    ['> Set-Cookie: sid=1; Path=/', '> Set-Cookie: ****'],
    ['-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\nrest', '-----BEGIN PRIVATE KEY-----****-----END PRIVATE KEY-----\nrest'],
    ['using ghp_0123456789abcdef0123456789 now', 'using **** now'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key ****'],
    ['a,_redis://u:p@h,https://x:1/b@c', 'a,_redis://u:****@c'],
    ['http://localhost:8080/ amqp://guest:p:w@h', 'http://localhost:8080/ amqp://guest:****@h'],
    ['sk-proj-0123456789abcdefABCD_x-yz rest', '**** rest'],
    ['sk_live_0123456789abcdefABCD', '****'],
    ['session a-eyJhbGciOiJI.eyJzdWIiOiIx.abc-_1', 'session a-****'],
  ])('hides what looks like a secret: %s', (text, masked) => {
    expect(maskSuspicious(text)).toBe(masked);
    expect(maskSuspicious(masked)).toBe(masked);
  });

  it.each([
    'LOGIN_KEY, LOGIN_ID have no value: nobody can log in',
    'Unexpected token: }',
    'listening at http://127.0.0.1:8080/a@b',
    'http://localhost:4873/@scope/name',
    'ssh://git@github.com/a/b',
    'POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}',
    'primary key (id), keys: 12, monkey=1',
    'at file:///work/node_modules/a@1.2.3/index.js:10:5',
    '{"secret":true,"name":"WEB_TOKEN"}',
  ])('leaves alone what does not: %s', (text) => {
    expect(maskSuspicious(text)).toBe(text);
  });

  it.each([
    'pk_' + 'a_'.repeat(200_000),
    'a_'.repeat(200_000),
    'a-'.repeat(200_000),
    'a.'.repeat(200_000),
    'sk-'.repeat(200_000),
    'eyJ-'.repeat(200_000),
    'x://u:'.repeat(100_000),
    `${'://:1/'.repeat(100_000)}@`,
    'https://'.repeat(100_000),
    `token${' '.repeat(400_000)}`,
    `authorization:${'\n'.repeat(400_000)}`,
  ])('is done with lines of any length: %#', (text) => {
    expect(maskSuspicious(text) === text).toBe(true);
  });

  it('knows names by their ends', () => {
    const names = [
      'A_KEY',
      'A_TOKEN',
      'A_SECRET',
      'PASSWORD',
      'dbPassword',
      'clientSecret',
      'token',
      'KEYBOARD',
      'TOKENS_USED',
      'PORT',
      'monkey',
    ];
    expect(names.filter(isSuspicious)).toEqual(['A_KEY', 'A_TOKEN', 'A_SECRET', 'PASSWORD', 'dbPassword', 'clientSecret', 'token']);
  });

  it('looks into values that become JSON', () => {
    expect(
      maskSuspiciousIn({ a: { DB_PASSWORD: 'x', PIN_KEY: 7, EMPTY_KEY: '', on: true }, urls: ['http://a:b@c'], secret: false }),
    ).toEqual({
      a: { DB_PASSWORD: '****', PIN_KEY: '****', EMPTY_KEY: '', on: true },
      urls: ['http://a:****@c'],
      secret: false,
    });
  });
});
