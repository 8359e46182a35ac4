import { Writable } from 'node:stream';
import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { verify } from './verify.js';
import { restore } from './restore.js';
import { MemorySnapshot } from './testing/memorySnapshot.js';
import { TestServer } from './testing/testServer.js';
const sink = () => new MemorySnapshot().writerWith({ expect: (n) => console.log('expected', n), file: () => new Writable({ write: (_c, _e, d) => { d(); } }) });
it('x', async () => {
  const s = await TestServer.started('pw');
  try {
    await s.script(`for i = 1, 1000000 do redis.call('set', 'key:' .. i, 'value:' .. i .. ':0123456789') end return 1`, 0);
    console.log((await s.command('info memory')).match(/used_memory:\d+|used_memory_dataset:\d+/g));
    let peak = 0;
    const watch = setInterval(() => { for (const p of s.others2()) peak = Math.max(peak, Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${p}/status`, 'utf8'))?.[1] ?? 0)); }, 50);
    const time = async (name: string, f: () => Promise<unknown>) => { const t = performance.now(); const c = process.cpuUsage(); await f(); const u = process.cpuUsage(c); console.log(name, Math.round(performance.now() - t), 'ms, own cpu', Math.round((u.user + u.system) / 1000), 'rss', Math.round(process.memoryUsage().rss / 1e6), 'peak of others KB', peak); peak = 0; };
    const m = new MemorySnapshot();
    for (let i = 0; i < 2; i++) {
      await time('redis-cli --rdb alone', () => s.exec(['sh', '-c', `redis-cli -p ${s.port} --rdb - >/dev/null`], { env: { REDISCLI_AUTH: 'pw' } }));
      await time('backup without digest', () => backup(s.context(), { ...sink(), digest: false }));
      await time('backup with digest', () => backup(s.context(), sink()));
      await time('contents without digest', () => contents(s.context(), { digest: false }));
    }
    await backup(s.context(), m.writer);
    console.log('bytes', m.content('dump.rdb').length);
    await time('verify', () => verify(s.context(), m.reader));
    await time('restore', () => restore(s.context(), m.reader));
    clearInterval(watch);
  } finally { await s.dispose(); }
}, 200000);
