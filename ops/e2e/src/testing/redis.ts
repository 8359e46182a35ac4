import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from '@dust-workspace/runtime/testing';
import { addComponent } from './addComponent.js';
import type { Workspace } from './workspace.js';

export const redisPassword = "it's $ecret";

/** Puts the repository's own Redis, with a port and a password, into a workspace. */
export async function addRedis(workspace: Workspace): Promise<void> {
  await addComponent(workspace, 'redis');
  await workspace.write({ 'env/local/redis.env': `REDIS_PASSWORD="${redisPassword}"\nREDIS_PORT=${await freePort()}\n` });
}

/** Runs commands in the Redis of the workspace, one after the other on one connection, and returns the text of the last one's reply. */
export async function redis(workspace: Pick<Workspace, 'read'>, ...commands: readonly (readonly string[])[]): Promise<string> {
  const port = Number(/REDIS_PORT=(\d+)/.exec(await workspace.read('env/local/redis.env'))?.[1]);
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    const replies = repliesOf(socket);
    let last = '';
    for (const words of [['AUTH', redisPassword], ...commands]) {
      socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
      const reply = await replies.next();
      if (reply.done === true) throw new Error(`Redis ended the connection instead of answering ${words[0]}`);
      if (reply.value.startsWith('-')) throw new Error(`${words[0]}: ${reply.value}`);
      last = reply.value.replace(/^[+:]/, '');
    }
    return last;
  } finally {
    socket.destroy();
  }
}

/** Replies of one value each: a line with its sign, or the text of a bulk string. */
async function* repliesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.toString('utf8', 0, end);
      const length = line.startsWith('$') ? Number(line.slice(1)) : undefined;
      if (length === undefined || length < 0) {
        yield length === undefined ? line : '';
        rest = rest.subarray(end + 2);
        continue;
      }
      if (rest.length < end + 2 + length + 2) break;
      yield rest.toString('utf8', end + 2, end + 2 + length);
      rest = rest.subarray(end + 2 + length + 2);
    }
  }
}
