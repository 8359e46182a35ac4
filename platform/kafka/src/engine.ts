import type { DataEngine } from '@dust-workspace/component/hooks';
import type { Context } from './withKafka.js';

/** The protocol does not tell the version of the server; its own programs do. */
export async function engine({ run }: Context): Promise<DataEngine> {
  const said = await run(['scripts/client.sh', 'topics', '--version']);
  return { name: 'kafka', version: /^\d+(?:\.\d+)*/m.exec(said)?.[0] ?? '0' };
}
