import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { holderOfPort, listeningInodes } from './portHolder.js';

const table = [
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 101 1 0 100 0 0 10 0',
  '   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 102 1 0 100 0 0 10 0',
  '   2: 0200007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 103 1 0 100 0 0 10 0',
  '   3: 0100007F:1F90 0100007F:8888 01 00000000:00000000 00:00000000 00000000     0        0 104 1 0 100 0 0 10 0',
  '   4: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 105 1 0 100 0 0 10 0',
].join('\n');
const table6 = [
  '  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  '   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 201 1 0',
  '   1: 0000000000000000FFFF00000100007F:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 202 1 0',
  '   2: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 203 1 0',
].join('\n');

it('picks the listeners that a connection to 127.0.0.1 would reach', () => {
  expect(listeningInodes(table, 8080, 'LE')).toEqual(['101', '102']);
  expect(listeningInodes(table6, 8080, 'LE')).toEqual(['201', '202']);
});

it('picks the listeners that a connection to ::1 would reach', () => {
  expect(listeningInodes(table, 8080, 'LE', '::1')).toEqual([]);
  expect(listeningInodes(table6, 8080, 'LE', '::1')).toEqual(['201', '203']);
});

it.each(['127.0.0.1', '0.0.0.0', '::'])('names the process that listens on %s', async (host) => {
  const source = `require('node:net').createServer().listen(0, '${host}', function () { console.log(this.address().port); });`;
  const child = spawn(process.execPath, ['--eval', source], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    const holder = await holderOfPort(Number(said));
    expect(holder).toEqual({ pid: child.pid, command: `${process.execPath} --eval ${source}`.slice(0, 120) });
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

it('finds nobody at a port where nobody listens', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  expect(await holderOfPort(typeof address === 'object' ? (address?.port ?? 0) : 0)).toBeUndefined();
});
