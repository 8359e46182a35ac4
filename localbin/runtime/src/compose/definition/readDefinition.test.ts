import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatDiagnostic, manifestSchema } from '@dust-workspace/component';
import type { Component } from '@dust-workspace/component';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readDefinition } from './readDefinition.js';
import { resolveBinds, resolveFiles } from './resolvePaths.js';

describe('readDefinition', () => {
  let workspace = '';
  beforeEach(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'dsw-definition-'));
    await mkdir(join(workspace, 'platform/redis/compose'), { recursive: true });
  });
  afterEach(() => rm(workspace, { recursive: true, force: true }));

  function component(): Component {
    const manifest = manifestSchema.parse({
      description: 'redis',
      runtimes: { compose: { file: 'compose/compose.yaml', service: 'redis' } },
    });
    return {
      name: 'redis',
      kind: 'platform',
      root: 'platform/redis',
      directory: join(workspace, 'platform/redis'),
      manifest,
      hooks: { scripts: {} },
    };
  }

  function write(name: string, text: string): Promise<void> {
    return writeFile(join(workspace, 'platform/redis/compose', name), text);
  }

  async function problems(): Promise<string[]> {
    const result = await readDefinition(component());
    return result.ok ? [] : result.diagnostics.map(formatDiagnostic);
  }

  it('reads the file that the manifest names, and finds what it takes from this machine', async () => {
    await write(
      'compose.yaml',
      'services: { redis: { image: redis, volumes: ["$DSW_VOLUME:/data", "~/c:/c:ro", "./d:$D"], env_file: $DSW_VOLUME/e } }',
    );
    const result = await readDefinition(component());
    if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
    const values = { DSW_REDIS__DSW_VOLUME: '/v', DSW_REDIS__D: '/d' };
    expect(resolveBinds(result.value, values, '/home/me')).toEqual({
      ok: true,
      value: [
        { source: '/v', target: '/data', readOnly: false },
        { source: '/home/me/c', target: '/c', readOnly: true },
        { source: join(workspace, 'platform/redis/compose/d'), target: '/d', readOnly: false },
      ],
    });
    expect(resolveFiles(result.value, values, '/home/me')).toEqual({ ok: true, value: ['/v/e'] });
  });

  it('says which file is not there, and who named it', async () => {
    expect(await problems()).toEqual([
      'platform/redis/component.yaml: error: the compose file platform/redis/compose/compose.yaml is not there\n  It is named under runtimes.compose.file.',
    ]);
  });

  it('refuses references in an env file, which Compose would leave empty', async () => {
    await write('compose.yaml', 'services: { redis: { image: redis, env_file: [redis.env, missing.env] } }');
    await write('redis.env', "# $COMMENT\nA=1\nPASSWORD\nB='$literal'\nC=a\\$b $$c\nexport D: x${E:-1}\n");
    const remedy = 'Write it in the compose file, under environment of the service; a plain dollar sign stands in single quotes.';
    expect(await problems()).toEqual([
      `platform/redis/compose/redis.env:3:1: error: \`PASSWORD\` in an env_file would be empty: the variables of the component are not known there\n  ${remedy}`,
      `platform/redis/compose/redis.env:6:12: error: \`$E\` in an env_file would be empty: the variables of the component are not known there\n  ${remedy}`,
    ]);
  });
});
