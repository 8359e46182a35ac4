// Generated from component.yaml by `npm run generate`.

export interface Manifest {
  env: {
    readonly TEMPORAL_NAMESPACE: string;
    readonly TEMPORAL_AGENT_NAMESPACE: string;
    readonly TEMPORAL_CONNECTORS_NAMESPACE: string;
    readonly TEMPORAL_RELOCATION_NAMESPACE: string;
  };
  port: 'TEMPORAL_PORT' | 'TEMPORAL_UI_PORT';
}
