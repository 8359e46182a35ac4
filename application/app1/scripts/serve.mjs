// Greets whoever comes, and counts the visits in its volume. In a container APP1_BIND is the address to listen on.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const { APP1_PORT, APP1_BIND = '127.0.0.1', APP1_GREETING = 'Hello', DSW_VOLUME = '.' } = process.env;
const folder = join(DSW_VOLUME, 'data');
const file = join(folder, 'visits');

const server = createServer((request, response) => {
  if (request.url === '/healthz') return answer(response, 200, { status: 'ok' });
  if (request.url === '/') return answer(response, 200, { greeting: APP1_GREETING, visits: count() });
  return answer(response, 404, { error: 'not found' });
});
server.listen(Number(APP1_PORT), APP1_BIND, () => console.log(`app1 listens on ${APP1_BIND}:${APP1_PORT}`));
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, stop);

function answer(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

/** One more, written down aside, so that a kill leaves the number before or the number after. */
function count() {
  mkdirSync(folder, { recursive: true });
  const visits = read() + 1;
  writeFileSync(`${file}.new`, `${visits}\n`);
  renameSync(`${file}.new`, file);
  return visits;
}

function read() {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

function stop() {
  server.close();
  server.closeAllConnections();
}
