import { defineComponent } from '@dust-workspace/component/hooks';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { engine } from './engine.js';
import { init } from './init.js';
import { inspect } from './inspect.js';
import type { Manifest } from './manifest.js';
import { restore } from './restore.js';
import { verify } from './verify.js';

export default defineComponent<Manifest>({ init, backup, restore, verify, inspect, contents, engine });
