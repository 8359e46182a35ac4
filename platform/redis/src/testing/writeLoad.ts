import { once } from 'node:events';
import { connect } from 'node:net';

const batch = 50;

/** Writes keys of all types from several clients until it is stopped. Returns how many commands were answered. */
export function writeLoad(port: number, clients: number): () => Promise<number> {
  const stop = new AbortController();
  const running = Array.from({ length: clients }, (_, index) => client(port, index, stop.signal));
  return async () => {
    stop.abort();
    return (await Promise.all(running)).reduce((sum, count) => sum + count, 0);
  };
}

async function client(port: number, index: number, signal: AbortSignal): Promise<number> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let answered = 0;
  for (let turn = 0; !signal.aborted; turn++) {
    socket.write(commands(index, turn));
    for (let lines = 0; lines < batch;) {
      const [data] = (await once(socket, 'data')) as [string];
      // A text is answered in two lines.
      lines += data.split('\n').length - 1 - (data.match(/^\$\d/gm)?.length ?? 0);
    }
    answered += batch;
  }
  socket.destroy();
  return answered;
}

function commands(index: number, turn: number): string {
  const kinds = [
    (n: number) => `set load:${index}:string:${n % 700} ${turn}-${n}`,
    (n: number) => `rpush load:list:${n % 5} ${index}-${turn}-${n}`,
    (n: number) => `ltrim load:list:${n % 5} -500 -1`,
    (n: number) => `hset load:hash:${n % 5} field-${(turn * 7 + n) % 900} ${turn}`,
    (n: number) => `zadd load:zset:${n % 5} ${(turn + n) / 7} member-${(turn + n) % 900}`,
    (n: number) => `sadd load:set:${n % 5} ${index}-${(turn + n) % 900}`,
    (n: number) => `del load:${(index + 1) % 3}:string:${(turn * 3 + n) % 700}`,
    (n: number) => `xadd load:stream maxlen 400 * n ${n}`,
    (n: number) => `set load:${index}:expiring:${n} ${turn} px ${(turn % 40) + 1}`,
    (n: number) => `pexpireat load:${index}:string:${(turn + n) % 700} ${4102444800000 + turn}`,
  ];
  return Array.from({ length: batch }, (_, n) => `${kinds[n % kinds.length]!(turn * batch + n)}\r\n`).join('');
}
