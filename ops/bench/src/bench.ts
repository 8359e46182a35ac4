import { backupBench, volumeBackupBench } from './backupBench.js';
import { consolePageBench, whyNoBrowser } from './consolePageBench.js';
import { chainBench, postgresBench } from './startBench.js';
import { commandBench, statusScalingBench } from './commandBench.js';
import { whyNoContainers } from './containers.js';
import { containersBench, seldomCheckedBench, settledContainersBench } from './containersBench.js';
import { graphBench, runManyBench } from './nxBench.js';
import { largeBackupBench } from './largeBackup.js';
import { manySetsBench } from './manySetsBench.js';
import { resolveBench } from './resolveBench.js';
import type { Comparison } from './comparison.js';
import { renderComparison } from './comparison.js';

interface Bench {
  readonly run: () => Promise<readonly Comparison[]>;
  /** Why it cannot be measured here. */
  readonly whyNot?: () => Promise<string | undefined>;
}

/** Each compares within one run, so that a slow or busy machine slows both sides. */
const benches: Readonly<Record<string, Bench>> = {
  command: { run: commandBench },
  scaling: { run: statusScalingBench },
  chain: { run: chainBench },
  postgres: { run: postgresBench },
  resolve: { run: resolveBench },
  backup: { run: backupBench },
  'backup-list': { run: manySetsBench },
  'backup-volume': { run: volumeBackupBench },
  'backup-ten-million': { run: largeBackupBench, whyNot: whyNoContainers },
  'run-many': { run: runManyBench },
  graph: { run: graphBench },
  containers: { run: containersBench, whyNot: whyNoContainers },
  'containers-seldom-checked': { run: seldomCheckedBench, whyNot: whyNoContainers },
  'containers-settled': { run: settledContainersBench, whyNot: whyNoContainers },
  'console-page': { run: consolePageBench, whyNot: whyNoBrowser },
};

// Some machines have it for other programs. It makes every start of Node read a hundred certificates, and nothing that is measured here uses one.
delete process.env['NODE_EXTRA_CA_CERTS'];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`there is no benchmark ${unknown.join(', ')}; choose from ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}
for (const [name, { run, whyNot }] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const reason = await whyNot?.();
  if (reason !== undefined) console.log(`skipped  ${name}: ${reason}`);
  else for (const comparison of await run()) console.log(renderComparison(comparison));
}
