import { describe, expect, it } from 'vitest';
import { gitProblem } from './gitProblem.js';

describe('what git says', () => {
  const subject = { doing: 'fetch main', repository: 'https://example.com/dust', folder: '/store' };
  const codeOf = (said: string): string => gitProblem({ kind: 'exited', status: 128, output: '', said }, subject).code;

  it.each([
    ['disk-full', 'fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output'],
    ['disk-full', 'error: unable to write file large\nfatal: Could not reset index file to revision'],
    ['disk-full', 'error: file write error: Disk quota exceeded\nfatal: early EOF'],
    ['repository-refused', "fatal: could not read Username for 'https://example.com': terminal prompts disabled"],
    ['repository-refused', "remote: Invalid username or token.\nfatal: Authentication failed for 'https://example.com/'"],
    ['repository-refused', 'git@example.com: Permission denied (publickey).\nfatal: Could not read from remote repository.'],
    ['repository-refused', 'Host key verification failed.\nfatal: Could not read from remote repository.'],
    ['repository-not-found', "remote: Repository not found.\nfatal: repository 'https://example.com/dust/' not found"],
    ['repository-unreachable', "fatal: unable to access 'https://example.com/': Could not resolve host: example.com"],
    [
      'repository-unreachable',
      'ssh: Could not resolve hostname example.com: Name or service not known\nfatal: Could not read from remote repository.',
    ],
    ['repository-unreachable', "fatal: unable to access 'https://example.com/': SSL certificate problem: self-signed certificate"],
    ['repository-unreachable', "fatal: unable to access 'https://example.com/': The requested URL returned error: 502"],
    ['transfer-broken', 'error: RPC failed; curl 18 transfer closed with outstanding read data remaining\nfatal: early EOF'],
    ['transfer-broken', 'fatal: the remote end hung up unexpectedly'],
    ['not-writable', 'error: insufficient permission for adding an object to repository database /store/objects'],
    ['other-owner', "fatal: detected dubious ownership in repository at '/store'"],
    ['git-busy', "fatal: Unable to create '/store/packed-refs.lock': File exists."],
    ['damaged-store', 'error: object file /store/objects/aa/bb is empty\nfatal: loose object aabb is corrupt'],
    ['git-failed', 'fatal: something new'],
  ])('is %s: %s', (code, said) => expect(codeOf(said)).toBe(code));

  it('is quoted where it is not known, in one line', () => {
    const said = 'remote: Counting objects: 100% (3/3)\rwarning: x\nfatal: some\u001bthing new\n';
    expect(gitProblem({ kind: 'exited', status: 128, output: '', said }, subject).message).toBe(
      'could not fetch main: git said: something new',
    );
  });
});
