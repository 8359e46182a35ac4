// Generated from component.yaml by `npm run generate`.

export interface Manifest {
  env: {
    readonly POSTGRES_USER: string;
    readonly POSTGRES_PASSWORD: string;
    readonly POSTGRES_DB: string;
    readonly POSTGRES_VERSION: number | undefined;
    readonly TIMESCALE_EXTENSION: 'optional' | 'required';
  };
  port: 'TIMESCALE_PORT';
}
