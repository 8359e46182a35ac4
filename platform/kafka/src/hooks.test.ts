import { once } from 'node:events';
import { Writable } from 'node:stream';
import { compareContents, describeDifference } from '@dust-workspace/backup';
import type { ContentEntry } from '@dust-workspace/component/hooks';
import { MemorySnapshot } from '@dust-workspace/component/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backup } from './backup.js';
import { contents } from './contents.js';
import { descriptionFile, type Description } from './description.js';
import { inspect } from './inspect.js';
import { deleteRecords, readRange } from './protocol/offsets.js';
import { createTopics } from './protocol/topics.js';
import { readPartition } from './readPartition.js';
import { layout, lengthOfBatch } from './records/batch.js';
import { readRecords } from './records/readRecords.js';
import { restore } from './restore.js';
import { deleteTopics } from './testing/deleteTopics.js';
import { java, javaProcess, recordsOf, type JavaProcess } from './testing/javaClient.js';
import { noServer, TestServer } from './testing/testServer.js';
import { verify } from './verify.js';
import { withKafka } from './withKafka.js';

const slow = 300_000;

describe.skipIf(noServer !== undefined)(
  `a backup of Kafka${noServer === undefined ? '' : ` (skipped: ${noServer})`}`,
  { timeout: slow },
  () => {
    const snapshot = new MemorySnapshot();
    let source: TestServer;
    let target: TestServer;
    let records: readonly string[];
    const clients: JavaProcess[] = [];

    beforeAll(async () => {
      [source, target] = await Promise.all([TestServer.started(), TestServer.started()]);
      await java(source.address, 'fill');
      // What is before it has expired, in the middle of a batch.
      await withKafka(source.context(), (kafka) => deleteRecords(kafka, { topic: 'recompressed', partition: 0 }, 701));
      await java(source.address, 'commit', 'readers', 'Rich', '1', '250', 'a note');
      await java(source.address, 'commit', 'readers', 'transactions', '0', '30', '');
      await java(source.address, 'commit', 'late', 'recompressed', '0', '5', '');
      await java(source.address, 'commit', 'early', 'expiring', '0', '30', '');
      records = await recordsOf(source.address);
    }, slow);

    afterAll(() => Promise.all([...clients.map((client) => client.kill()), source?.dispose(), target?.dispose()]), slow);

    async function client(...command: readonly string[]): Promise<JavaProcess> {
      const started = await javaProcess(source.address, ...command);
      clients.push(started);
      return started;
    }

    it('is made while it runs, and says what is in it', async () => {
      source.lines.length = 0;
      await backup(source.context(), snapshot.writer);
      expect(source.lines).toEqual([]);
      expect(snapshot.files.at(-1)).toBe(descriptionFile);
      expect(snapshot.expected).toBeGreaterThan(12_500_000);
      const digest = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
      const until = expect.stringMatching(/^\d{4}-/) as string;
      expect(
        steady(snapshot.contents).map((entry) => (entry.kind === 'expiring records' ? { ...entry, name: entry.name.slice(0, 10) } : entry)),
      ).toEqual(
        expect.arrayContaining([
          { kind: 'topic', name: 'Rich', value: '3 partitions, retention.ms=-1' },
          { kind: 'topic', name: 'empty', value: '2 partitions, retention.ms=3600000, segment.bytes=1048576' },
          { kind: 'records', name: 'Rich-0', count: 500, digest },
          { kind: 'records', name: 'recompressed-0', count: 799, digest },
          { kind: 'records', name: 'transactions-0', count: 18, digest },
          { kind: 'keys', name: 'compact-0', count: 9, digest },
          { kind: 'expiring records', name: 'expiring-0', count: expect.any(Number), digest, until },
          { kind: 'position', name: 'readers in Rich-1', count: 250, value: 'a note' },
          { kind: 'position', name: 'readers in transactions-0', count: 5 },
          { kind: 'position', name: 'late in recompressed-0', count: 799 },
          { kind: 'position', name: 'early in expiring-0', count: 0 },
        ]),
      );
      expect(await differences(snapshot.contents, source)).toEqual([]);
    });

    it('can do without digests', async () => {
      const without = new MemorySnapshot({ digest: false });
      await backup(source.context(), without.writer);
      expect(without.contents.filter(({ digest }) => digest !== undefined)).toEqual([]);
      expect(steady(without.contents)).toEqual(steady(snapshot.contents).map(({ digest: _, ...entry }) => entry));
    });

    it('is read to its last byte without a server', async () => {
      const lines: string[] = [];
      await verify({ log: (line) => lines.push(line) }, snapshot.reader);
      expect(lines).toEqual([expect.stringMatching(/^\d+ records of 9 topics can be read, and positions of 3 groups$/)]);
    });

    it('is refused where it is cut off, changed, or not whole', async () => {
      const { topics } = JSON.parse(snapshot.content(descriptionFile).toString()) as Description;
      const topic = topics.find((each) => each.name === 'appended')!;
      const name = topic.partitions[0]!.file!;
      const content = snapshot.content(name);
      const one = new MemorySnapshot();
      one.replace(name, content);
      one.replace(descriptionFile, Buffer.from(JSON.stringify({ topics: [topic], groups: [] })));
      await verify(quiet, one.reader);
      for (const cut of [1, 20, 61, content.length - 5, content.length - 61])
        await expect(verify(quiet, replaced(one, name, content.subarray(0, -cut)))).rejects.toThrow(
          /^appended-0 \(\d{20}\.log\) is damaged: /,
        );
      for (let at = 0; at < content.length; at += Math.ceil(content.length / 150)) {
        // The number of a leader is the server's own, and in no checksum.
        if (isOfLeader(content, at)) continue;
        const changed = Buffer.from(content);
        changed[at]! ^= 1 << (at % 8);
        await expect(verify(quiet, replaced(one, name, changed)), `byte ${at}`).rejects.toThrow(/^appended-0 \(\d{20}\.log\) is damaged: /);
      }
      await expect(verify(quiet, replaced(one, name, Buffer.alloc(0)))).rejects.toThrow(
        `appended-0 (${name}) is damaged: there are 0 records instead of 1500`,
      );
      const description = snapshot.content(descriptionFile);
      for (const [text, reason] of [
        [description.subarray(0, -20), 'topics.json is no JSON'],
        [Buffer.from('{"topics":[{}],"groups":[]}'), 'topics.json does not describe topics'],
      ] as const)
        await expect(verify(quiet, replaced(snapshot, descriptionFile, text))).rejects.toThrow(`the backup is damaged: ${reason}`);
    });

    it('comes back into an empty server, record by record, with offsets where there is one for each', async () => {
      await empty(target);
      target.lines.length = 0;
      await restore(target.context(), snapshot.reader);
      await inspect(target.context());
      expect(target.lines).toContain(
        'transactions-0: 22 offsets had no record any more; those before the last of them have moved up by as many as came after them',
      );
      expect(target.lines.filter((line) => !/^(transactions|cleaned)-0: /.test(line))).toEqual([
        expect.stringMatching(/^restored \d+ records of 9 topics, and positions of 3 groups$/),
        '12 partitions of 9 topics are served',
      ]);
      const found = await recordsOf(target.address);
      const ofTransactions = (line: string): boolean => line.startsWith('transactions-');
      expect(found.filter((line) => !ofTransactions(line))).toEqual(records.filter((line) => !ofTransactions(line)));
      expect(found.filter(ofTransactions).map(withoutOffset)).toEqual(records.filter(ofTransactions).map(withoutOffset));
      expect(found).toContain('recompressed-0 from 701 to 1500');
      expect(found).toContain('transactions-0 from 22 to 40');
      expect(await differences(snapshot.contents, target)).toEqual([]);
    });

    it('brings groups back to the record before which they stood', async () => {
      const again = new MemorySnapshot();
      await backup(target.context(), again.writer);
      const { groups } = JSON.parse(again.content(descriptionFile).toString()) as Description;
      const position = (topic: string, partition: number, offset: number, left: number, metadata = ''): object => ({
        ...{ topic, partition, offset, metadata, left },
      });
      expect(groups).toEqual([
        { name: 'early', positions: [position('expiring', 0, 30, 0)] },
        { name: 'late', positions: [position('recompressed', 0, 5, 799)] },
        // The transaction that comes next has five records, and an end that was of the source alone.
        { name: 'readers', positions: [position('Rich', 1, 250, 250, 'a note'), position('transactions', 0, 35, 5)] },
      ]);
    });

    it('is taken for another one when a record, a setting or a position is', async () => {
      await java(target.address, 'commit', 'readers', 'Rich', '1', '251', 'a note');
      await withKafka(target.context(), async (kafka) => {
        await deleteRecords(kafka, { topic: 'Rich', partition: 2 }, 1);
        await createTopics(kafka, [{ name: 'more', partitions: 1, configs: {} }]);
      });
      expect(await differences(snapshot.contents, target)).toEqual([
        'records Rich-2 has 499 instead of 500',
        'position readers in Rich-1 has 249 instead of 250',
        'topic more was not there when the backup was made',
      ]);
    });

    it('is not restored into a server that holds something, which stays as it is', async () => {
      const before = await recordsOf(target.address);
      await expect(restore(target.context(), snapshot.reader)).rejects.toMatchObject({
        message: expect.stringMatching(/^Kafka is not empty: there is the topic Rich, appended, /) as string,
        remedy: 'dsw clean kafka',
      });
      expect(await recordsOf(target.address)).toEqual(before);
    });

    it('that is damaged is not restored to its end, and says where', async () => {
      await empty(target);
      const content = Buffer.from(snapshot.content('00000000000000000001.log'));
      content[content.length - 1]! ^= 1;
      await expect(restore(target.context(), replaced(snapshot, '00000000000000000001.log', content))).rejects.toThrow(
        /^Rich-1 in the backup is damaged: the checksum of the records at offset \d+ is wrong$/,
      );
    });

    it('is of one moment of each partition while others write, without what is not committed', async () => {
      await empty(target);
      await withKafka(source.context(), (kafka) =>
        createTopics(kafka, [
          { name: 'busy', partitions: 3, configs: {} },
          { name: 'open', partitions: 1, configs: {} },
        ]),
      );
      const load = await client('load', 'busy', '3');
      const holder = await client('hold', 'open');
      await Promise.all([load.said('writing'), holder.said('open')]);
      source.lines.length = 0;
      const during = new MemorySnapshot();
      await backup(source.context(), during.writer);
      expect(source.lines).toEqual(['open-0: a transaction is open, and what follows offset 0 is not in the backup']);
      const acknowledged = Number((await load.stop()).at(-1));
      await holder.stop();
      const all = (await recordsOf(source.address)).filter((line) => line.startsWith('busy-') && !line.includes(' from '));
      expect(all).toHaveLength(acknowledged);

      await verify(quiet, during.reader);
      await restore(target.context(), during.reader);
      expect(await differences(during.contents, target)).toEqual([]);
      const found = await recordsOf(target.address);
      for (const partition of [0, 1, 2]) {
        const of = (lines: readonly string[]): string[] =>
          lines.filter((line) => line.startsWith(`busy-${partition} `) && !line.includes(' from '));
        expect(of(found).length).toBeGreaterThan(0);
        expect(of(found)).toEqual(of(all).slice(0, of(found).length));
      }
      expect(found.filter((line) => line.startsWith('open-'))).toEqual(['open-0 from 0 to 0']);
    });

    it('begins at the offset at which it began, or at 0 where that is too far', async () => {
      await empty(target);
      const partition = (start: number): object => ({ partition: 0, start, end: start, records: 0 });
      const position = (topic: string, offset: number): object => ({ topic, partition: 0, offset, left: 0, metadata: '' });
      const far = 5_000_000_000;
      const made = new MemorySnapshot();
      const description = {
        topics: [
          { name: 'far', configs: {}, partitions: [partition(far)] },
          { name: 'near', configs: {}, partitions: [partition(300_001)] },
        ],
        groups: [{ name: 'readers', positions: [position('far', far), position('near', 300_001)] }],
      };
      made.replace(descriptionFile, Buffer.from(JSON.stringify(description)));
      target.lines.length = 0;
      await restore(target.context(), made.reader);
      expect(target.lines).toEqual([
        'far-0: offsets begin at 0 instead of 5000000000, too many to use them up',
        'restored 0 records of 2 topics, and positions of 1 groups',
      ]);
      expect(await recordsOf(target.address)).toEqual(['far-0 from 0 to 0', 'near-0 from 300001 to 300001']);
      const again = new MemorySnapshot();
      await backup(target.context(), again.writer);
      const { groups } = JSON.parse(again.content(descriptionFile).toString()) as Description;
      expect(groups).toContainEqual({ name: 'readers', positions: [position('far', 0), position('near', 300_001)] });
    });

    it('of a compacted topic has what Kafka has left of it, at the same end', async () => {
      await empty(target);
      await expect.poll(() => offsetsOf(source, 'cleaned').then(({ length }) => length), { timeout: slow, interval: 500 }).toBeLessThan(20);
      const compacted = new MemorySnapshot();
      await backup(source.context(), compacted.writer);
      await verify(quiet, compacted.reader);
      target.lines.length = 0;
      await restore(target.context(), compacted.reader);
      expect(target.lines.filter((line) => line.startsWith('cleaned-'))).toEqual([
        expect.stringMatching(/^cleaned-0: \d+ offsets had no record any more/),
      ]);
      expect((await withKafka(target.context(), (kafka) => readRange(kafka, { topic: 'cleaned', partition: 0 }))).end).toBe(40);
      expect(await differences(compacted.contents, target)).toEqual([]);
    });

    it('fails when Kafka is killed meanwhile, and waits for nobody', async () => {
      const broken = new MemorySnapshot();
      const writer = broken.writerWith({
        file: () =>
          new Writable({
            write: (_chunk, _encoding, done) => {
              void source.kill().then(() => done());
            },
          }),
      });
      await expect(backup(source.context(), writer)).rejects.toThrow(
        /^Kafka at 127\.0\.0\.1:\d+ (closed the connection|does not answer \(\w+\))$/,
      );
      expect(broken.contents).toEqual([]);
      await expect(contents(source.context(), { digest: true })).rejects.toThrow(/does not answer \(ECONNREFUSED\)$/);
    });

    it('fails when Kafka is killed while it is restored, or it is interrupted', async () => {
      await empty(target);
      const reader = snapshot.reader;
      const interruption = new AbortController();
      const interrupting = {
        ...reader,
        file: (name: string) => (name === descriptionFile ? reader.file(name) : (interruption.abort(), reader.file(name))),
      };
      await expect(restore(target.context({ signal: interruption.signal }), interrupting)).rejects.toThrow(/aborted/);
      await empty(target);
      const killing = {
        ...reader,
        file: (name: string) => {
          if (name !== descriptionFile) target.process.main.kill('SIGKILL');
          return reader.file(name);
        },
      };
      await expect(restore(target.context(), killing)).rejects.toThrow(
        /^Kafka at 127\.0\.0\.1:\d+ (closed the connection|does not answer \(\w+\))$/,
      );
      if (target.process.main.signalCode === null) await once(target.process.main, 'exit');
    });
  },
);

const quiet = { log: () => undefined };

/** Without what Kafka may compact at any time. */
function steady(entries: readonly ContentEntry[]): ContentEntry[] {
  return entries.filter(({ name }) => !name.startsWith('cleaned'));
}

async function differences(recorded: readonly ContentEntry[], server: TestServer): Promise<string[]> {
  return compareContents(recorded, await contents(server.context(), { digest: true }), new Date()).map(describeDifference);
}

function replaced(snapshot: MemorySnapshot, name: string, content: Buffer): MemorySnapshot['reader'] {
  const copy = new MemorySnapshot();
  for (const file of snapshot.files) copy.replace(file, snapshot.content(file));
  copy.replace(name, content);
  return copy.reader;
}

function withoutOffset(line: string): string {
  return line.replace(/^(\S+) (?:from )?\d+/, '$1');
}

function isOfLeader(batches: Buffer, place: number): boolean {
  let start = 0;
  for (let length = lengthOfBatch(batches, start); length !== undefined && start + length <= place; length = lengthOfBatch(batches, start))
    start += length;
  return place - start >= layout.leaderEpoch && place - start < layout.magic;
}

/** Offsets of the records that are there. */
async function offsetsOf(server: TestServer, topic: string): Promise<number[]> {
  return withKafka(server.context(), async (kafka) => {
    const place = { topic, partition: 0 };
    const { start, end } = await readRange(kafka, place);
    const found: number[] = [];
    for await (const batch of readPartition(kafka, place, { start, end })) found.push(...readRecords(batch).map(({ offset }) => offset));
    return found;
  });
}

async function empty(server: TestServer): Promise<void> {
  await withKafka(server.context(), deleteTopics);
}
