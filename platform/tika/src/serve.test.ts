import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docxWith, htmlWith, pdfWith } from './testing/documents.js';
import { missing, TikaServer } from './testing/tikaServer.js';

/** Java on a busy machine takes its time. */
const patience = 180_000;

describe.skipIf(missing !== undefined)(`Tika as a process${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let server: TikaServer;

  beforeAll(async () => {
    server = await TikaServer.launch();
    await server.ready();
  }, patience);

  afterAll(() => server.end('SIGKILL'));

  it('says its version where the manifest asks whether it is ready', async () => {
    expect(await (await fetch(`${server.url}/version`)).text()).toMatch(/^Apache Tika 2\.9\.\d+$/);
  });

  it.each([
    ['a web page', 'text/html', htmlWith('the quick brown fox'), 'Heading\nthe quick brown fox'],
    ['a PDF', 'application/pdf', pdfWith('the quick brown fox'), 'the quick brown fox'],
    [
      'a Word document',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      docxWith('the quick brown fox, größer'),
      'the quick brown fox, größer',
    ],
  ])('makes text of %s', { timeout: patience }, async (_, type, document, text) => {
    expect(await server.text(document)).toBe(text);
    expect(await server.text(document, { 'Content-Type': type })).toBe(text);
  });

  it('ends with all that it has started', { timeout: patience }, async () => {
    const processes = server.processes();
    expect(processes).toHaveLength(2);
    await server.end('SIGTERM');
    await expect.poll(() => server.processes(), { timeout: 30_000 }).toEqual([]);
    expect(await server.answers()).toBe(false);
  });
});

it('says what to do when there is no jar', async () => {
  const server = await TikaServer.launch({ TIKA_SERVER_JAR: '/nonexistent/tika.jar' });
  const [status] = (await once(server.child, 'close')) as [number];
  expect({ status, output: server.output }).toEqual({
    status: 1,
    output:
      'TIKA_SERVER_JAR is /nonexistent/tika.jar, where there is no file.\n' +
      'Install the jar tika-server-standard (2.9), see platform/tika/README.md, and set TIKA_SERVER_JAR to where it is.\n',
  });
});
