import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { complete, minimal } from './testing/manifests.js';
import { temporaryWorkspace } from './testing/temporaryWorkspace.js';

const command = fileURLToPath(new URL('../dist/generate.js', import.meta.url));

function generate(root: string, ...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...options], { cwd: root, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const manifest = `${minimal}ports: { REDIS_PORT: 6379 }\n`;

describe('npm run generate', () => {
  it('writes the types of packages whose hooks are code, and only what is stale', () => {
    const root = temporaryWorkspace({
      'platform/redis/component.yaml': manifest,
      'platform/redis/package.json': '{ "main": "dist/index.js" }',
      'platform/redis/src/': '',
      'platform/script/component.yaml': minimal,
      'platform/script/package.json': '{}',
      'platform/script/src/': '',
    });
    expect(generate(root, '--check')).toEqual({
      status: 1,
      stdout: 'stale platform/redis/src/manifest.ts\n',
      stderr: 'Run `npm run generate`.\n',
    });
    expect(generate(root)).toEqual({ status: 0, stdout: 'wrote platform/redis/src/manifest.ts\n', stderr: '' });
    expect(readFileSync(join(root, 'platform/redis/src/manifest.ts'), 'utf8')).toContain("port: 'REDIS_PORT';");
    expect(generate(root)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(generate(root, '--check')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('does what it can where a manifest is broken, and fails', () => {
    const root = temporaryWorkspace({
      'platform/redis/component.yaml': manifest,
      'platform/redis/package.json': '{ "main": "dist/index.js" }',
      'platform/redis/src/': '',
      'platform/timescale/component.yaml': complete
        .replace('ready:', 'redy:')
        .replace(/^wants:\n.*\n/m, '')
        .replace('healthy', 'started'),
      'platform/timescale/package.json': '{ "main": "x.js" }',
      'platform/timescale/src/': '',
      'platform/timescale/scripts/serve.sh': '',
      'platform/timescale/scripts/context.sh': '',
      'platform/timescale/compose/compose.yaml': 'services:\n  timescale:\n',
    });
    expect(generate(root)).toEqual({
      status: 1,
      stdout: 'wrote platform/redis/src/manifest.ts\n',
      stderr: 'platform/timescale/component.yaml:23:1: error: unknown key `redy`, did you mean `ready`?\n',
    });
  });
});
