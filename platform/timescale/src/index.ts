import { defineComponent } from '@dust-workspace/component/hooks';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { dumpUnavailable } from './dumpUnavailable.js';
import { engine } from './engine.js';
import { initialise } from './initialise.js';
import { inspect } from './inspect.js';
import type { Manifest } from './manifest.js';
import { restore } from './restore.js';
import { verify } from './verify.js';

export default defineComponent<Manifest>({
  init: initialise,
  backupUnavailable: dumpUnavailable,
  backup,
  restore,
  verify,
  inspect,
  contents,
  engine,
});
