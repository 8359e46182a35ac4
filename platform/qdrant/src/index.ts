import { defineComponent } from '@dust-workspace/component/hooks';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { engine } from './engine.js';
import { inspect } from './inspect.js';
import type { Manifest } from './manifest.js';
import { restore } from './restore.js';
import { snapshotsUnavailable } from './snapshotsUnavailable.js';
import { verify } from './verify.js';

export default defineComponent<Manifest>({
  backupUnavailable: (context) => snapshotsUnavailable(context),
  backup: (context, snapshot) => backup(context, snapshot),
  restore: (context, snapshot) => restore(context, snapshot),
  verify,
  inspect: (context) => inspect(context),
  contents: (context, options) => contents(context, options),
  engine: (context) => engine(context),
});
