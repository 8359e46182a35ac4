import type { DataEngine } from '@dust-workspace/component/hooks';
import { answerOf, type Context } from './client.js';

/** The version of the server, which is another than that of the CLI that brings it. */
export async function engine(context: Context): Promise<DataEngine> {
  const { serverVersion } = (await answerOf(context, ['operator', 'cluster', 'describe'])) as { readonly serverVersion: string };
  return { name: 'temporal', version: serverVersion };
}
