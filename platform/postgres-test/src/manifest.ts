// Generated from component.yaml by `npm run generate`.

export interface Manifest {
  env: {
    readonly POSTGRES_USER: string;
    readonly POSTGRES_PASSWORD: string;
    readonly POSTGRES_DATABASES: string;
    readonly POSTGRES_EXTENSIONS: string | undefined;
    readonly POSTGRES_VERSION: number | undefined;
  };
  port: 'POSTGRES_TEST_PORT';
}
