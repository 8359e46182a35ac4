// Generated from component.yaml by `npm run generate`.

export interface Manifest {
  env: {
    readonly REDIS_PASSWORD: string | undefined;
  };
  port: 'REDIS_PORT';
}
