import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestSchema, type Component } from '@dust-workspace/component';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maskedDefinition } from './maskedDefinition.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'masked-'));
  await mkdir(join(directory, 'compose'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function component(runtimes: object = { compose: { file: 'compose/compose.yaml', service: 'db' } }): Component {
  return {
    name: 'db',
    kind: 'platform',
    root: 'platform/db',
    directory,
    manifest: manifestSchema.parse({ description: 'db', runtimes }),
    hooks: { scripts: {} },
  };
}

async function masked(text: string): Promise<unknown> {
  await writeFile(join(directory, 'compose/compose.yaml'), text);
  return maskedDefinition(component());
}

describe('the compose file of a component, for others', () => {
  it('says what it is made of, but not what it gives to environments, builds and files', async () => {
    expect(
      await masked(`# a comment with s3cret
x-common: &common { environment: { SHARED: s3cret } }
services:
  db:
    <<: *common
    image: postgres:17
    environment:
      LITERAL: s3cret
      REFERENCE: \${PASSWORD}
      PART: user:\${PASSWORD}@s3cret
      FALLBACK: \${PASSWORD:-s3cret}
      PORT: 5432
      NUMBER: '5432'
      ON: 'true'
      NOTHING:
    build: { context: ., args: [A=s3cret, B] }
    ports: ['\${DB_PORT}:5432']
configs: { a: { content: 's3cret in a file' } }
`),
    ).toEqual({
      ok: true,
      value: `x-common:
  environment:
    SHARED: "****"
services:
  db:
    image: postgres:17
    environment:
      LITERAL: "****"
      REFERENCE: \${PASSWORD}
      PART: "****\${PASSWORD}****"
      FALLBACK: \${PASSWORD:-****}
      PORT: 5432
      NUMBER: "5432"
      ON: "true"
      NOTHING: null
    build:
      context: .
      args:
        - A=****
        - B
    ports:
      - \${DB_PORT}:5432
configs:
  a:
    content: "****"
`,
    });
  });

  it('says why it cannot be read', async () => {
    expect(await masked('services: [')).toMatchObject({ ok: false });
    await rm(join(directory, 'compose'), { recursive: true });
    expect(await maskedDefinition(component())).toMatchObject({
      ok: false,
      diagnostics: [{ file: 'platform/db/compose/compose.yaml', message: 'cannot be read: ENOENT' }],
    });
  });

  it('is none where there is none', async () => {
    expect(await maskedDefinition(component({ process: { command: ['a'] } }))).toBeUndefined();
  });
});
