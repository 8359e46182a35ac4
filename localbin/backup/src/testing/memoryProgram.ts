import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSnapshot } from '../checkSnapshot.js';
import { chooseSet } from '../chooseSet.js';
import type { Compression } from '../compression.js';
import { chooseCompression } from '../compression.js';
import { extractVolume } from '../extractVolume.js';
import { openSet } from '../setWriter.js';
import { localStore } from '../stores/localStore.js';

const [folder = '', volume = '', method = ''] = process.argv.slice(2);

const base = { store: localStore(join(folder, 'sets')), workspace: 'dust', environment: 'local' };
const compression: Compression = method === 'zstd' ? chooseCompression({ processEnv: process.env }) : { method: 'gzip' };
const writing = { owner: { pid: 1, startTime: '' }, clock: () => new Date(), random: Math.random, compression };
const set = await openSet({ ...base, ...writing });
if (!set.ok) throw new Error(set.diagnostics[0]?.message);
const report: Record<string, number> = {};
let since = Date.now();
await set.value.volume('redis', volume, { runtime: 'process', digest: true });
note('copy');
await set.value.commit({ commit: null, consistency: { kind: 'component' }, order: [], plan: [] });
const chosen = await chooseSet({ ...base, components: ['redis'] });
if (!chosen.ok) throw new Error(chosen.diagnostics[0]?.message);
const checked = await checkSnapshot(chosen.value, 'redis');
note('check');
const extracted = await extractVolume(chosen.value, 'redis', join(folder, 'restored'));
note('extract');
console.log(JSON.stringify({ ok: checked.ok && extracted.ok, method: compression.method, ...report }));

/** Milliseconds of the step, and the most memory that the process had until now, in megabytes. */
function note(step: string): void {
  report[`${step}Ms`] = Date.now() - since;
  report[`${step}Mb`] = Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);
  since = Date.now();
}
