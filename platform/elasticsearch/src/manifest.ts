// Generated from component.yaml by `npm run generate`.

export interface Manifest {
  env: {
    readonly ELASTICSEARCH_USERNAME: string;
    readonly ELASTICSEARCH_PASSWORD: string;
    readonly ELASTICSEARCH_HEAP: string;
    readonly ELASTICSEARCH_VERSION: string;
    readonly ELASTICSEARCH_REGISTRY: string;
    readonly ELASTICSEARCH_ANALYSIS_ICU: string;
  };
  port: 'ELASTICSEARCH_PORT';
}
