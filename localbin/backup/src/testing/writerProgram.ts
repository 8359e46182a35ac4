import { openSet } from '../setWriter.js';

const [setsFolder = '', volume = ''] = process.argv.slice(2);

const owner = { pid: process.pid, startTime: 'child' };
const set = await openSet({ setsFolder, workspace: 'dust', environment: 'local', owner, clock: () => new Date(), random: () => 0 });
if (!set.ok) throw new Error(set.diagnostics[0]?.message);
const sink = set.value.snapshot('timescale', { runtime: 'process' });
sink.writer.file('data').write('half of it');
const copied = await set.value.volume('redis', volume, { runtime: 'process' });
if (!copied.ok) throw new Error(copied.diagnostics[0]?.message);
process.kill(process.pid, 'SIGKILL');
