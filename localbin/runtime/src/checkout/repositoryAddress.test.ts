import { describe, expect, it } from 'vitest';
import { repositoryAddress, withoutLogins } from './repositoryAddress.js';

const addressOf = (text: string): unknown => {
  const result = repositoryAddress(text);
  return result.ok ? result.value : result.diagnostics.map(({ code }) => code);
};

describe('the address of a repository', () => {
  it.each([
    ['/srv/dust.git', { kind: 'path', url: '/srv/dust.git', shown: '/srv/dust.git' }],
    ['file:///srv/dust', { kind: 'path', url: 'file:///srv/dust', shown: 'file:///srv/dust' }],
    ['https://example.com/a/b', { kind: 'http', url: 'https://example.com/a/b', shown: 'https://example.com/a/b' }],
    ['git@example.com:a/b.git', { kind: 'other', url: 'git@example.com:a/b.git', shown: 'git@example.com:a/b.git' }],
    ['ssh://git:pw@example.com:22/a', { kind: 'other', url: 'ssh://git@example.com:22/a', shown: 'ssh://git@example.com:22/a' }],
    ['git://example.com/a', { kind: 'other', url: 'git://example.com/a', shown: 'git://example.com/a' }],
  ])('%s is taken as it is, without a password', (text, expected) => expect(addressOf(text)).toEqual(expected));

  it('over HTTP is parted from its login', () => {
    expect(addressOf('https://al%40ice:p%2Fw@example.com:8443/a/b.git?token=x')).toEqual({
      kind: 'http',
      url: 'https://example.com:8443/a/b.git?token=x',
      shown: 'https://example.com:8443/a/b.git',
      login: { server: 'https://example.com:8443', user: 'al@ice', password: 'p/w' },
    });
    expect(addressOf('https://token@example.com/a')).toMatchObject({ login: { server: 'https://example.com', user: 'token' } });
  });

  it.each(['', 'dust', './dust', '~/dust', '-x', 'ext::sh', 'https://', 'a\nb', '/a\0b', 'host:', 'foo://x/y'])('%j is none', (text) =>
    expect(addressOf(text)).toEqual(['bad-repository']),
  );
});

it('logins in what git says are left out', () => {
  expect(withoutLogins("fatal: 'https://a:b@example.com/x' and ssh://git@host/y, mail to a@b")).toBe(
    "fatal: 'https://example.com/x' and ssh://host/y, mail to a@b",
  );
});
