import type { DataEngine } from '@dust-workspace/component/hooks';
import { expectText } from './expectJson.js';
import { patience as usual, type Patience } from './patience.js';
import { Qdrant, type Context } from './qdrant.js';

export async function engine(context: Context, patience: Patience = usual): Promise<DataEngine> {
  const qdrant = new Qdrant(context, patience);
  const { whole } = await qdrant.repeat(() => qdrant.askOnce('GET', '/'));
  return { name: 'qdrant', version: expectText(whole['version'], 'its version').replace(/-.*$/, '') };
}
