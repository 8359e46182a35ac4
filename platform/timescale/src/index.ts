import { defineComponent } from '@dust-workspace/component/hooks';
import { backup } from './backup.js';
import { dumpUnavailable } from './dumpUnavailable.js';
import { initialise } from './initialise.js';
import type { Manifest } from './manifest.js';
import { restore } from './restore.js';
import { verify } from './verify.js';

export default defineComponent<Manifest>({ init: initialise, backupUnavailable: dumpUnavailable, backup, restore, verify });
