export interface Manifest {
  readonly env: {
    readonly REDIS_PASSWORD?: string;
  };
  readonly port: 'REDIS_PORT';
}
