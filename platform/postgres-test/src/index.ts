import { initialiseDatabases, postgresComponent } from '@dust-workspace/postgresql';
import type { Manifest } from './manifest.js';

export default postgresComponent<Manifest>({
  port: 'POSTGRES_TEST_PORT',
  init: (server, env) => initialiseDatabases(server, { databases: env.POSTGRES_DATABASES, extensions: env.POSTGRES_EXTENSIONS ?? '' }),
});
