import { chainBench, postgresBench } from './startBench.js';
import { commandBench, statusScalingBench } from './commandBench.js';
import { graphBench, runManyBench } from './nxBench.js';
import type { Comparison } from './comparison.js';
import { renderComparison } from './comparison.js';

/** Each compares within one run, so that a slow or busy machine slows both sides. */
const benches: Readonly<Record<string, () => Promise<readonly Comparison[]>>> = {
  command: commandBench,
  scaling: statusScalingBench,
  chain: chainBench,
  postgres: postgresBench,
  'run-many': runManyBench,
  graph: graphBench,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`there is no benchmark ${unknown.join(', ')}; choose from ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  for (const comparison of await bench()) console.log(renderComparison(comparison));
}
