import { HookFailure } from '@dust-workspace/component/hooks';

/** Kafka's own words for why it refused; others are numbers. https://kafka.apache.org/protocol#protocol_error_codes */
const names: Readonly<Record<number, string>> = {
  1: 'OFFSET_OUT_OF_RANGE',
  2: 'CORRUPT_MESSAGE',
  3: 'UNKNOWN_TOPIC_OR_PARTITION',
  5: 'LEADER_NOT_AVAILABLE',
  6: 'NOT_LEADER_OR_FOLLOWER',
  7: 'REQUEST_TIMED_OUT',
  10: 'MESSAGE_TOO_LARGE',
  14: 'COORDINATOR_LOAD_IN_PROGRESS',
  15: 'COORDINATOR_NOT_AVAILABLE',
  16: 'NOT_COORDINATOR',
  17: 'INVALID_TOPIC_EXCEPTION',
  19: 'NOT_ENOUGH_REPLICAS',
  25: 'UNKNOWN_MEMBER_ID',
  29: 'TOPIC_AUTHORIZATION_FAILED',
  30: 'GROUP_AUTHORIZATION_FAILED',
  32: 'INVALID_TIMESTAMP',
  36: 'TOPIC_ALREADY_EXISTS',
  37: 'INVALID_PARTITIONS',
  38: 'INVALID_REPLICATION_FACTOR',
  40: 'INVALID_CONFIG',
  41: 'NOT_CONTROLLER',
  42: 'INVALID_REQUEST',
  44: 'POLICY_VIOLATION',
  56: 'KAFKA_STORAGE_ERROR',
  69: 'GROUP_ID_NOT_FOUND',
  87: 'INVALID_RECORD',
};

export const errorCodes = {
  none: 0,
  offsetOutOfRange: 1,
  unknownTopic: 3,
  leaderNotAvailable: 5,
  notLeader: 6,
  coordinatorLoading: 14,
  coordinatorNotAvailable: 15,
  notCoordinator: 16,
  unknownMember: 25,
  topicExists: 36,
  groupNotFound: 69,
} as const;

const passing: readonly number[] = [
  errorCodes.leaderNotAvailable,
  errorCodes.notLeader,
  errorCodes.coordinatorLoading,
  errorCodes.coordinatorNotAvailable,
  errorCodes.notCoordinator,
];

/** Kafka refused something. */
export class KafkaRefusal extends HookFailure {
  constructor(
    what: string,
    readonly code: number,
    reason: string | null = null,
    remedy?: string,
  ) {
    super(`Kafka refused ${what}: ${names[code] ?? `error ${code}`}${reason === null || reason === '' ? '' : `, ${reason}`}`, remedy);
  }

  /** Whether it says that it has not got that far yet. */
  get isPassing(): boolean {
    return passing.includes(this.code);
  }
}

/** Throws unless the code is that of success. */
export function expectNoError(code: number, what: string, reason: string | null = null): void {
  if (code !== errorCodes.none) throw new KafkaRefusal(what, code, reason);
}
