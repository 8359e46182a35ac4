import { postgresComponent } from '@dust-workspace/postgresql';
import { initialise } from './initialise.js';
import type { Manifest } from './manifest.js';
import { timescaledb } from './timescaledb.js';

export default postgresComponent<Manifest>({ port: 'TIMESCALE_PORT', init: initialise, special: [timescaledb] });
