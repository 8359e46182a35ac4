/** What every sound manifest has. Add keys below it. */
export const minimal = 'description: a component\nruntimes: { process: { command: [sleep, infinity] } }\n';

/** A manifest that uses every key. */
export const complete = `description: PostgreSQL with the TimescaleDB extension
profiles: [starter]
needs:
  redis: healthy
wants:
  console: started
ports:
  TIMESCALE_PORT: 5432
env:
  POSTGRES_USER: { default: postgres }
  POSTGRES_PASSWORD: { secret: true, description: of the superuser }
  POSTGRES_DB: { default: metrics }
  TIMESCALE_EXTENSION: { type: enum, values: [optional, required], default: optional }
  TIMESCALE_MEMORY: { type: size, optional: true }
runtimes:
  compose: { file: compose/compose.yaml, service: timescale }
  process:
    command: [scripts/serve.sh]
    context: [scripts/context.sh]
    requires:
      - program: [postgres, /usr/lib/postgresql/*/bin/postgres]
        install: apt-get install postgresql
    user: unprivileged
    stop: { signal: SIGINT, within: 1m }
ready:
  command: [pg_isready, --quiet]
  within: 90s
init:
  when: after-start
`;
