import { HookFailure } from '@dust-workspace/component/hooks';
import { isObject, type JsonObject } from './exactJson.js';
import { expectObject, expectText } from './expectJson.js';
import { path, type Qdrant } from './qdrant.js';

/**
 * Waits until a collection is green: nothing failed, nothing to optimise. Grey is one that would optimise, but waits for a first change since it
 * was loaded: it is asked to. One that is still optimising after a long time is complete nevertheless, and goes on by itself.
 */
export async function untilGreen(qdrant: Qdrant, name: string): Promise<void> {
  const until = performance.now() + qdrant.patience.settle;
  for (let look = 1; ; look += 1) {
    const info = expectObject(await qdrant.ask('GET', path`/collections/${name}`), 'a collection');
    const status = expectText(info['status'], 'the status of a collection');
    switch (status) {
      case 'green':
        return;
      case 'red':
        throw new HookFailure(
          `${name} is red: ${optimizerError(info) ?? 'something failed in it'}`,
          `See dsw logs ${qdrant.context.component}.`,
        );
      case 'grey':
        await qdrant.ask('PATCH', path`/collections/${name}`, { body: { optimizers_config: {} } });
        break;
      default:
        break;
    }
    if (performance.now() > until) {
      qdrant.context.log(`${name} is ${status} and is being optimised; it is complete, and searches get faster`);
      return;
    }
    await qdrant.pause(look);
  }
}

/** What failed while a collection was optimised, if something did. */
export function optimizerError(info: JsonObject): string | undefined {
  const status = info['optimizer_status'];
  return isObject(status) && typeof status['error'] === 'string' ? status['error'] : undefined;
}
