import { isAbsolute } from 'node:path';
import { fail, ok, problem, type Result } from '@dust-workspace/component';

/** Where a repository is, taken apart so that its credentials come neither into a message, nor into arguments, nor into a file. */
export interface RepositoryAddress {
  readonly kind: 'path' | 'http' | 'other';
  /** What git is given: without credentials. */
  readonly url: string;
  /** What people are shown. */
  readonly shown: string;
  readonly login?: RepositoryLogin;
}

export interface RepositoryLogin {
  /** Scheme, host and port, for which it holds. */
  readonly server: string;
  readonly user: string;
  readonly password?: string;
}

/** Fails where it is neither a URL that git knows, nor `host:path`, nor an absolute path. Pure. */
export function repositoryAddress(text: string): Result<RepositoryAddress> {
  // A newline would end a line of git's own protocols.
  if (text === '' || text.startsWith('-') || /\p{Cc}/u.test(text)) return notAnAddress();
  if (isAbsolute(text)) return ok({ kind: 'path', url: text, shown: text });
  if (/^(?:https?|ssh|git\+ssh|ssh\+git|git|file):\/\//i.test(text)) return fromUrl(text);
  const [, user, host = '', path = ''] = /^(?:([^@/:]+)@)?([^@/:]+):(?!:)(.+)$/.exec(text) ?? [];
  if (path === '' || path.startsWith('//')) return notAnAddress();
  return ok({ kind: 'other', url: text, shown: `${user === undefined ? '' : `${user}@`}${host}:${path}` });
}

/** Everything that looks like a login in a text of git's, such as the URL of a submodule, without it. Pure. */
export function withoutLogins(text: string): string {
  return text.replaceAll(/(\w+:\/\/)[^\s/@'"]*@/g, '$1');
}

function fromUrl(text: string): Result<RepositoryAddress> {
  if (!URL.canParse(text)) return notAnAddress();
  const url = new URL(text);
  const { username, password } = url;
  if (url.protocol === 'file:') return ok({ kind: 'path', url: text, shown: text });
  url.password = '';
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isHttp) return ok({ kind: 'other', url: url.href, shown: url.href });
  url.username = '';
  const login = { server: url.origin, user: decoded(username), ...(password === '' ? {} : { password: decoded(password) }) };
  const shown = `${url.origin}${url.pathname}`;
  return ok({ kind: 'http', url: url.href, shown, ...(username === '' && password === '' ? {} : { login }) });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What was given is not repeated: nobody knows where in it a password would stand. */
function notAnAddress(): Result<never> {
  return fail(
    problem(
      'bad-repository',
      'the repository is neither a URL that git knows nor an absolute path',
      'Give a URL (https://, ssh://, git://, file://), host:path, or the absolute path of a repository.',
    ),
  );
}
