import { hasData, placeOfData } from '@dust-workspace/backup';
import type { Catalog } from '@dust-workspace/component';
import { volumeFolder, type Selection } from '@dust-workspace/environment';
import { lookForEngine } from '@dust-workspace/runtime';
import { chooseRuntimes, mustAskEngine, type ChosenRuntimes, type PreparedVolume } from './chooseRuntimes.js';
import { readVolumeStamp } from './volumeStamp.js';

/** Looks at for which runtime volumes were prepared and, only where that does not decide, for a container engine. */
export async function findRuntimes(catalog: Catalog, selection: Selection, processEnv: NodeJS.ProcessEnv): Promise<ChosenRuntimes> {
  const components = [...catalog.components.values()];
  const volumes = new Map(
    components.flatMap(({ name, directory }): [string, PreparedVolume][] => {
      // What a killed restore has put aside comes back with the next command.
      const volume = placeOfData(volumeFolder(directory, selection.environment));
      const stamp = readVolumeStamp(volume);
      return stamp === undefined ? [] : [[name, { runtime: stamp.runtime, hasData: hasData(volume) }]];
    }),
  );
  const situation = { components, choice: selection.runtime, origin: selection.runtimeOrigin, volumes };
  const engine = mustAskEngine(situation) ? await lookForEngine(processEnv) : undefined;
  return chooseRuntimes({ ...situation, engine });
}
