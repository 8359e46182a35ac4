import { hasData } from '@dust-workspace/backup';
import type { Catalog } from '@dust-workspace/component';
import { volumeFolder, type Selection } from '@dust-workspace/environment';
import { lookForEngine, type RuntimeName } from '@dust-workspace/runtime';
import { chooseRuntimes, mustAskEngine, type ChosenRuntimes } from './chooseRuntimes.js';
import { readVolumeStamp } from './volumeStamp.js';

/** Looks at whose data there are and, only where that does not decide, for a container engine. */
export async function findRuntimes(catalog: Catalog, selection: Selection, processEnv: NodeJS.ProcessEnv): Promise<ChosenRuntimes> {
  const components = [...catalog.components.values()];
  const dataOf = new Map(
    components.flatMap(({ name, directory }): [string, RuntimeName][] => {
      const volume = volumeFolder(directory, selection.environment);
      const stamp = readVolumeStamp(volume);
      return stamp === undefined || !hasData(volume) ? [] : [[name, stamp.runtime]];
    }),
  );
  const situation = { components, choice: selection.runtime, origin: selection.runtimeOrigin, dataOf };
  const engine = mustAskEngine(situation) ? await lookForEngine(processEnv) : undefined;
  return chooseRuntimes({ ...situation, engine });
}
