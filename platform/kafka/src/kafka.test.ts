import { componentConformance } from '@dust-workspace/lifecycle/testing';
import { Connection } from './protocol/connection.js';
import { commitPositions, findCoordinator } from './protocol/groups.js';
import { produce } from './protocol/produce.js';
import { createTopics } from './protocol/topics.js';
import { batchOf } from './records/writeBatch.js';
import { untilTaken } from './until.js';

await componentConformance(import.meta.dirname, {
  async fill(ports) {
    const signal = AbortSignal.timeout(60_000);
    const kafka = await Connection.open({ host: '127.0.0.1', port: ports['KAFKA_PORT']!, signal });
    const place = { topic: 'conformance', partition: 1 };
    // A record of nothing, as Kafka writes it: no key, no value, no headers.
    const record = { timestamp: 1_700_000_000_000, body: Buffer.from([1, 1, 0]) };
    await createTopics(kafka, [{ name: place.topic, partitions: 2, configs: { 'retention.ms': '-1' } }]);
    await untilTaken(signal, () => produce(kafka, place, batchOf([record, record, record], false)));
    await untilTaken(signal, () => findCoordinator(kafka, 'readers'));
    await untilTaken(signal, () => commitPositions(kafka, 'readers', [{ ...place, offset: 2, metadata: '' }]));
    kafka.close();
  },
});
