import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const built = (name: string): string => JSON.stringify(new URL(`../dist/${name}`, import.meta.url).href);

/** An hour and more of a hundred components, with pages that read, pages that do not, and runs that talk; the heap after each. */
const program = `
import { createServer } from ${built('server.js')};
import { createLive } from ${built('live.js')};
import { createWatch } from ${built('watch.js')};
import { createUsageWatch } from ${built('usageWatch.js')};
import { openRuns } from ${built('runs.js')};
import { openStore } from ${built('store.js')};
import { samplesOf } from ${built('sample.js')};
import { statusAnswer } from ${built('statusAnswer.js')};
import http from 'node:http';

const names = Array.from({ length: 100 }, (_, index) => 'component-' + index);
let moment = 0;
const now = () => new Date(moment);
const states = ['stopped', 'starting', 'healthy', 'failed'];
const observe = async () => ({ ok: true, value: { dependencies: [], profiles: {}, report: {
  environment: 'local', observedAt: now(), runtime: 'process', runtimeBecause: null, diagnostics: [], addresses: {}, since: {},
  probes: Object.fromEntries(names.map((name, index) => [name, (moment * (index + 1)) % 100])),
  components: names.map((name, index) => ({ name, kind: 'platform', runtime: 'process', state: states[(moment / 1000 + index) % 4], prepared: true,
    initialised: true, ports: {}, hasData: true, lastBackup: null, lastVerified: null, detail: 'moment ' + moment })),
} } });
const watch = createWatch({ observe, now, deadline: 1000 });
const usage = createUsageWatch({ read: async () => ({ ok: true, value: new Map() }), deadline: 1000 });
const store = openStore({ database: undefined, capacity: 10000, retention: { keep: 1, every: 1 }, backOff: { first: 1, cap: 1 }, now, log() {} });
let run;
const runs = openRuns({ place: { root: '/', environment: 'local', self: 'console' }, tell: (message) => live.run(message), redact: (text) => text, now,
  newId: () => 'run-' + moment, log() {}, start: (job, listener) => { run = listener; return { interrupt() {} }; } });
const status = () => statusAnswer({ workspace: '/', environment: 'local', self: 'console', changes: { allowed: true }, view: watch.known(),
  usage: {}, store: store.status(), busy: runs.busy });
const live = createLive({ watch, usage, status, running: () => runs.replay(), watchRunFolder: () => ({ close() {} }), pace: { status: 1e9, usage: 1e9 } });
const server = createServer({ live, runs, token: 'x', assets: new Map(), log() {}, status: async () => status() });
const url = await server.listen({ host: '127.0.0.1', port: 0 });
const page = (reads) => new Promise((resolve) => http.get(url + '/api/events', { agent: false }, (response) => {
  response.on('error', () => {}).on('data', () => {});
  if (!reads) response.pause();
  resolve(response);
}));
const operation = { id: 'a:init', verb: 'init', component: 'a', cause: '', after: [], requires: [], milestones: [] };

async function hour() {
  const pages = await Promise.all([page(true), page(true), page(false), page(false)]);
  for (let second = 0; second < 3600; second += 10) {
    moment += 1000;
    const { value } = await watch.look();
    store.add(samplesOf(value.report, {}, value.at));
    if (second % 600 === 0) {
      runs.start({ verb: 'up', component: null });
      for (let line = 0; line < 3000; line++) run.onSaying({ kind: 'event', event: { kind: 'output', operation, line: 'line ' + line + ' of ' + moment } });
      run.onExit('ended with 0', []);
    }
    // The pages read meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  for (const each of pages) each.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  gc(); gc();
  return process.memoryUsage().heapUsed;
}
const heaps = [];
for (let count = 0; count < 6; count++) heaps.push(await hour());
process.stdout.write(JSON.stringify(heaps));
process.exit();
`;

it('memory is flat, however long the console runs and whoever does not read', async () => {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, ['--expose-gc', '--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { PATH: process.env['PATH'] },
    maxBuffer: 1_000_000,
  });
  const heaps = JSON.parse(stdout) as number[];
  // The first hours fill what is bounded: samples in memory, and what the last runs have said.
  const [settled = 0, last = 0] = [heaps[2], heaps.at(-1)];
  expect((last - settled) / 1024 / 1024, `${heaps.map((bytes) => Math.round(bytes / 1024)).join(', ')} KiB`).toBeLessThan(3);
}, 180_000);
