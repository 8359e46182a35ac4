/** Records are not as Kafka writes them. The message says in what. */
export class DamagedRecords extends Error {}
