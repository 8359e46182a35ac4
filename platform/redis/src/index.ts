import { defineComponent } from '@dust-workspace/component/hooks';
import { backup } from './backup.js';
import { snapshotUnavailable } from './snapshotUnavailable.js';
import type { Manifest } from './manifest.js';
import { restore } from './restore.js';
import { verify } from './verify.js';

export default defineComponent<Manifest>({ backupUnavailable: snapshotUnavailable, backup, restore, verify });
