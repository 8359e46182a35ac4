export interface Manifest {
  readonly env: {
    readonly POSTGRES_USER: string;
    readonly POSTGRES_PASSWORD: string;
    readonly POSTGRES_DB: string;
    readonly POSTGRES_VERSION?: number;
    readonly TIMESCALE_EXTENSION: 'optional' | 'required';
  };
  readonly port: 'TIMESCALE_PORT';
}
