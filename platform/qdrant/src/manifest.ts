// Generated from component.yaml by `npm run generate`.

export interface Manifest {
  env: {
    readonly QDRANT_API_KEY: string | undefined;
  };
  port: 'QDRANT_PORT' | 'QDRANT_GRPC_PORT' | 'QDRANT_PEER_PORT';
}
