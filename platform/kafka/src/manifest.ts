// Generated from component.yaml by `npm run generate`.

export interface Manifest {
  env: {
    readonly KAFKA_TOPICS: string | undefined;
    readonly KAFKA_HEAP: string;
    readonly KAFKA_GATEWAY: string | undefined;
  };
  port: 'KAFKA_PORT' | 'KAFKA_CONTROLLER_PORT';
}
