import { ensureDatabase } from '../ensureDatabase.js';
import { postgresComponent } from '../postgresComponent.js';

/** The hooks of a server that belongs to no component: init makes the database `metrics`. */
export const plainHooks = postgresComponent({ port: 'PLAIN_PORT', init: (server) => ensureDatabase(server, 'metrics') });
