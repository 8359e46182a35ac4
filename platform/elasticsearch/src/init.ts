import { ask, type Context } from './ask.js';
import { expectIcu } from './icu.js';
import { registerRepository } from './repository.js';

/** The repository for snapshots of one's own. Backups use others, for themselves. */
export const ownRepository = 'dust-workspace';

/** The plugin is there and works, and snapshots can be written: whoever makes indices may rely on both. */
export async function init(context: Context): Promise<void> {
  await ask(context, 'GET', '_cluster/health?wait_for_status=yellow&timeout=30s');
  await expectIcu(context);
  await registerRepository(context, ownRepository, { location: ownRepository });
  context.log(`analysis-icu works, and snapshots can be written into the repository ${ownRepository}`);
}
