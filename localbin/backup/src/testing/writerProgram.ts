import { openSet } from '../setWriter.js';
import { localStore } from '../stores/localStore.js';

const [setsFolder = '', volume = ''] = process.argv.slice(2);

const set = await openSet({
  store: localStore(setsFolder),
  workspace: 'dust',
  environment: 'local',
  owner: { pid: process.pid, startTime: 'child' },
  clock: () => new Date(),
  random: () => 0,
  compression: { method: 'gzip' },
});
if (!set.ok) throw new Error(set.diagnostics[0]?.message);
const info = { runtime: 'process', digest: false };
const sink = set.value.snapshot('timescale', info);
sink.writer.file('data').write('half of it');
const copied = await set.value.volume('redis', volume, info);
if (!copied.ok) throw new Error(copied.diagnostics[0]?.message);
process.kill(process.pid, 'SIGKILL');
