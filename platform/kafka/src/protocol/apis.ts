/** A request of Kafka's protocol in the version that is spoken here. */
export interface Api {
  readonly key: number;
  readonly version: number;
}

/**
 * What is asked of Kafka, each in the last version before its "flexible" ones, which are encoded in another way. Kafka 4 has all of them.
 * https://kafka.apache.org/protocol lists the fields.
 */
export const apis = {
  Produce: { key: 0, version: 8 },
  Fetch: { key: 1, version: 11 },
  ListOffsets: { key: 2, version: 5 },
  Metadata: { key: 3, version: 8 },
  OffsetCommit: { key: 8, version: 6 },
  OffsetFetch: { key: 9, version: 5 },
  FindCoordinator: { key: 10, version: 2 },
  ListGroups: { key: 16, version: 2 },
  CreateTopics: { key: 19, version: 4 },
  DeleteRecords: { key: 21, version: 1 },
  DescribeConfigs: { key: 32, version: 2 },
  DescribeLogDirs: { key: 35, version: 1 },
  CreatePartitions: { key: 37, version: 1 },
  IncrementalAlterConfigs: { key: 44, version: 0 },
} as const satisfies Readonly<Record<string, Api>>;

/** Which versions the server has. Every version of Kafka answers this one. */
export const apiVersions: Api = { key: 18, version: 0 };
