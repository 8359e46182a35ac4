import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A git repository made by a test, with a history that grows, and a submodule beside it. */
export interface Upstream {
  readonly folder: string;
  /** The repository of its submodule. */
  readonly submodule: string;
  git(...words: readonly string[]): string;
  /** Writes files (null removes one), commits them to the branch that is checked out, and gives the commit. */
  commit(message: string, files: Readonly<Record<string, string | null>>): string;
}

/** What git gets in tests: nothing of the machine's settings. */
export function gitEnv(home: string): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: home, GIT_CONFIG_NOSYSTEM: '1', TMPDIR: process.env['TMPDIR'] };
}

/** Makes a repository in the shape of a monorepo with Rust and TypeScript in `folder/upstream`, its submodule in `folder/fixtures`. `bytes` of it do not compress. */
export function makeUpstream(folder: string, { bytes = 0 }: { readonly bytes?: number } = {}): Upstream {
  const submodule = repositoryIn(join(folder, 'fixtures'), folder);
  submodule.commit('Fixtures', { 'data.json': '{"fixtures": 1}\n' });
  const upstream = repositoryIn(join(folder, 'upstream'), folder);
  upstream.commit('Core', { 'core/Cargo.toml': '[package]\nname = "core"\n', 'core/src/main.rs': 'fn main() {}\n' });
  symlinkSync('core/Cargo.toml', join(upstream.folder, 'Cargo.toml'));
  writeFileSync(join(upstream.folder, 'run.sh'), '#!/bin/sh\n');
  chmodSync(join(upstream.folder, 'run.sh'), 0o755);
  upstream.commit('Front', {
    'package-lock.json': '{"lockfileVersion": 3}\n',
    'front/package.json': '{"name": "front"}\n',
    '.gitignore': 'node_modules\n.env\n',
  });
  upstream.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../fixtures', 'front/fixtures');
  upstream.commit('Connectors', {
    'connectors/package.json': '{"name": "connectors"}\n',
    ...(bytes === 0 ? {} : { 'front/large.bin': noise(bytes) }),
  });
  return { ...upstream, submodule: submodule.folder };
}

function repositoryIn(folder: string, home: string): Omit<Upstream, 'submodule'> {
  mkdirSync(folder, { recursive: true });
  const identity = {
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
  };
  const env = { ...gitEnv(home), ...identity };
  const git = (...words: readonly string[]): string =>
    execFileSync('git', words, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }).trim();
  git('init', '--quiet', '--initial-branch=main');
  return {
    folder,
    git,
    commit(message, files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        if (text === null) git('rm', '--quiet', path);
        else writeFileSync(join(folder, path), text);
      }
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
  };
}

function noise(bytes: number): string {
  return randomBytes(Math.ceil((bytes * 3) / 4)).toString('base64');
}
