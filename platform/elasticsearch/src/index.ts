import { defineComponent } from '@dust-workspace/component/hooks';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { engine } from './engine.js';
import { init } from './init.js';
import { inspect } from './inspect.js';
import type { Manifest } from './manifest.js';
import { restore } from './restore.js';
import { snapshotUnavailable } from './snapshotUnavailable.js';
import { verify } from './verify.js';

export default defineComponent<Manifest>({
  init: (context) => init(context),
  backupUnavailable: snapshotUnavailable,
  backup: (context, snapshot) => backup(context, snapshot),
  restore: (context, snapshot) => restore(context, snapshot),
  verify,
  inspect: (context) => inspect(context),
  contents: (context, options) => contents(context, options),
  engine: (context) => engine(context),
});
