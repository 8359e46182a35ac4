import { once } from 'node:events';
import { resticStore } from '../stores/resticStore.js';
import { storeOptions } from './resticForTests.js';
import { beginOptions, got, put } from './storeSets.js';

const [repository = '', cacheFolder = ''] = process.argv.slice(2);

const store = resticStore(storeOptions(repository, cacheFolder));
const sink = got(await store.begin(beginOptions({ owner: { pid: process.pid, startTime: 'child' } })));
await put(sink, 'redis/data', 'whole');
const { input } = sink.file('timescale/metrics');
// More than fits between the processes: when it has gone, restic has begun to read.
const half = Buffer.alloc(3_000_000, 'half of it');
if (!input.write(half)) await once(input, 'drain');
process.kill(process.pid, 'SIGKILL');
