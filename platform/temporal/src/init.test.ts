import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init } from './init.js';
import { namespacesThere } from './namespaces.js';
import { lacking, TestServer } from './testing/testServer.js';

const patience = { timeout: 30_000, interval: 100 };
const attributes = { connectorId: 'Int', conversationId: 'Text', workspaceId: 'Text' };

describe.skipIf(lacking !== undefined)(`the namespaces${lacking === undefined ? '' : ` (skipped: ${lacking})`}`, () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.started();
  });

  afterAll(() => server.dispose());

  async function said(): Promise<string[]> {
    server.lines.length = 0;
    await init(server.context());
    return server.lines;
  }

  async function there(): Promise<Record<string, object>> {
    const found = await namespacesThere(server.context());
    return Object.fromEntries(found.map(({ name, attributes: map }) => [name, Object.fromEntries([...map].sort())]));
  }

  it('are made with their search attributes, and workflows start in them at once', async () => {
    expect(await said()).toHaveLength(4 + 4 * 3);
    expect(await there()).toEqual({
      default: {},
      dust: attributes,
      'dust-agent': attributes,
      'dust-connectors': attributes,
      'dust-relocation': attributes,
    });
    await server.startWorkflow(
      'dust-agent',
      'a',
      '--search-attribute',
      'conversationId="one two"',
      '--search-attribute',
      'workspaceId="w"',
    );
    await server.startWorkflow('dust-connectors', 'c', '--search-attribute', 'connectorId=7');
    await expect.poll(() => server.workflows('dust-agent', 'conversationId = "two"'), patience).toEqual(['a RUNNING']);
    await expect.poll(() => server.workflows('dust-connectors', 'connectorId = 7'), patience).toEqual(['c RUNNING']);
  });

  it('stay as they are when that is done again', async () => {
    const before = await there();
    expect(await said()).toEqual([]);
    expect(await there()).toEqual(before);
  });

  it('are completed where one, or an attribute, is missing', async () => {
    await server.client('operator', 'namespace', 'delete', '--namespace', 'dust-relocation', '--yes');
    await server.client('operator', 'search-attribute', 'remove', '--namespace', 'dust', '--name', 'workspaceId', '--yes');
    await expect.poll(there, patience).not.toHaveProperty('dust-relocation');
    expect((await said()).filter((line) => !line.endsWith('of dust-relocation'))).toEqual([
      'made the namespace dust-relocation',
      'made the search attribute workspaceId (Text) of dust',
    ]);
    expect(await there()).toMatchObject({ dust: attributes, 'dust-relocation': attributes });
  });

  it('are refused with an attribute of another type', async () => {
    await server.client('operator', 'search-attribute', 'remove', '--namespace', 'dust', '--name', 'connectorId', '--yes');
    await server.client('operator', 'search-attribute', 'create', '--namespace', 'dust', '--name', 'connectorId', '--type', 'Keyword');
    await expect(init(server.context())).rejects.toMatchObject({
      message: 'the search attribute connectorId of dust has the type Keyword instead of Int',
      remedy: expect.stringContaining('operator search-attribute remove --namespace dust --name connectorId') as string,
    });
  });

  it('may be the same for several purposes', async () => {
    const env = {
      ...server.context().env,
      TEMPORAL_NAMESPACE: 'one',
      TEMPORAL_AGENT_NAMESPACE: 'one',
      TEMPORAL_CONNECTORS_NAMESPACE: 'one',
    };
    server.lines.length = 0;
    await init(server.context({ env }));
    expect(server.lines).toHaveLength(1 + 3);
  });

  it('cannot be made where no server answers', async () => {
    await server.kill();
    await expect(init(server.context())).rejects.toMatchObject({
      message: expect.stringMatching(/^temporal operator namespace list: failed reaching server: .*connection refused/) as string,
    });
  });
});
