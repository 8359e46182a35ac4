import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's own client, for tests: Client ADDRESS COMMAND ARGUMENT... */
public class Client {
  private static final long BEGIN = 1_700_000_000_000L;
  private static String address;

  public static void main(String[] args) throws Exception {
    address = args[0];
    switch (args[1]) {
      case "fill" -> fill();
      case "dump" -> dump();
      case "commit" -> commit(args[2], new TopicPartition(args[3], Integer.parseInt(args[4])), Long.parseLong(args[5]), args[6]);
      case "hold" -> hold(args[2]);
      case "load" -> load(args[2], Integer.parseInt(args[3]));
      default -> throw new IllegalArgumentException(args[1]);
    }
  }

  /** Everything that may be in a topic. */
  private static void fill() throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", address))) {
      admin.createTopics(List.of(
          new NewTopic("Rich", 3, (short) 1).configs(Map.of("retention.ms", "-1")),
          new NewTopic("compact", 1, (short) 1).configs(Map.of("cleanup.policy", "compact")),
          new NewTopic("cleaned", 1, (short) 1).configs(Map.of("cleanup.policy", "compact", "segment.ms", "10000", "min.cleanable.dirty.ratio", "0.01", "delete.retention.ms", "0")),
          new NewTopic("appended", 1, (short) 1).configs(Map.of("message.timestamp.type", "LogAppendTime", "retention.ms", "-1")),
          new NewTopic("large", 1, (short) 1).configs(Map.of("max.message.bytes", "4000000", "retention.ms", "-1")),
          new NewTopic("recompressed", 1, (short) 1).configs(Map.of("compression.type", "zstd", "retention.ms", "-1")),
          new NewTopic("expiring", 1, (short) 1).configs(Map.of("retention.ms", "604800000")),
          new NewTopic("transactions", 1, (short) 1).configs(Map.of("retention.ms", "-1")),
          new NewTopic("empty", 2, (short) 1).configs(Map.of("retention.ms", "3600000", "segment.bytes", "1048576")))).all().get();
    }
    Random random = new Random(7);
    int cleaned = 0;
    for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd"))
      try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("compression.type", codec, "linger.ms", 20))) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int n = 0; n < 300; n++) {
          byte[] noise = new byte[random.nextInt(200)];
          random.nextBytes(noise);
          ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("Rich", n % 3, BEGIN + n * 1_000L - (n % 7) * 5_000L,
              n % 5 == 0 ? null : n % 5 == 1 ? noise : text("key " + n % 11), n % 13 == 0 ? null : n % 13 == 1 ? new byte[0] : text((codec + " value ").repeat(1 + n % 40) + n));
          if (n % 4 == 0) record.headers().add("same", text("first")).add("same", noise).add(new RecordHeader("nothing", (byte[]) null)).add("", text("unnamed"));
          sent.add(producer.send(record));
          sent.add(producer.send(new ProducerRecord<>("recompressed", 0, BEGIN + n, text("k" + n), text("again ".repeat(n % 30)))));
          sent.add(producer.send(new ProducerRecord<>("appended", 0, BEGIN - n, text(codec), text("appended " + n))));
        }
        for (Future<RecordMetadata> each : sent) each.get();
        byte[] bulk = new byte[2_500_000];
        random.nextBytes(bulk);
        producer.send(new ProducerRecord<>("large", 0, BEGIN, text(codec), bulk)).get();
        producer.send(new ProducerRecord<>("large", 0, BEGIN + 1, text(codec), text("small"))).get();
        for (int n = 0; n < 60; n++)
          producer.send(new ProducerRecord<>("compact", 0, BEGIN + n, text("key " + n % 10), n % 10 == 9 ? null : text(codec + n)));
        // Each in a segment of its own, so that all but the last are compacted.
        for (int n = 0; n < 8; n++)
          producer.send(new ProducerRecord<>("cleaned", 0, BEGIN + cleaned++ * 20_000L, text("key " + n % 3), n % 3 == 2 ? null : text(codec + n))).get();
        long now = System.currentTimeMillis();
        for (int n = 0; n < 6; n++) producer.send(new ProducerRecord<>("expiring", 0, now - n * 3_600_000L, null, text(codec + n)));
      }
    try (KafkaProducer<byte[], byte[]> one = transactional("one"); KafkaProducer<byte[], byte[]> other = transactional("other")) {
      transaction(one, "committed", 5, true);
      transaction(one, "aborted", 7, false);
      one.beginTransaction();
      other.beginTransaction();
      for (int n = 0; n < 10; n++) {
        one.send(new ProducerRecord<>("transactions", 0, BEGIN + n, text("one"), text("kept " + n))).get();
        other.send(new ProducerRecord<>("transactions", 0, BEGIN + n, text("other"), text("dropped " + n))).get();
      }
      other.abortTransaction();
      one.commitTransaction();
      transaction(other, "later", 3, true);
    }
  }

  private static void transaction(KafkaProducer<byte[], byte[]> producer, String value, int count, boolean commits) {
    producer.beginTransaction();
    for (int n = 0; n < count; n++) producer.send(new ProducerRecord<>("transactions", 0, BEGIN + n, null, text(value + n)));
    producer.flush();
    if (commits) producer.commitTransaction();
    else producer.abortTransaction();
  }

  /** Every record of every topic, as a consumer of committed ones sees it, and where each partition begins and ends. */
  private static void dump() {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", address, "isolation.level", "read_committed",
        "max.partition.fetch.bytes", 8_000_000, "auto.offset.reset", "none", "enable.auto.commit", false), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      for (String topic : consumer.listTopics().keySet().stream().filter(name -> !name.startsWith("__")).sorted().toList())
        for (PartitionInfo info : consumer.partitionsFor(topic).stream().sorted((a, b) -> a.partition() - b.partition()).toList()) {
          TopicPartition partition = new TopicPartition(topic, info.partition());
          consumer.assign(List.of(partition));
          consumer.seekToBeginning(List.of(partition));
          long end = consumer.endOffsets(List.of(partition)).get(partition);
          long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
          while (consumer.position(partition) < end)
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) print(record);
          System.out.println(partition + " from " + begin + " to " + end);
        }
    }
  }

  private static void print(ConsumerRecord<byte[], byte[]> record) {
    StringBuilder line = new StringBuilder();
    line.append(record.topic()).append('-').append(record.partition()).append(' ').append(record.offset()).append(' ').append(record.timestamp()).append(' ').append(shown(record.key())).append(' ').append(shown(record.value()));
    for (Header header : record.headers()) line.append(' ').append(shown(text(header.key()))).append('=').append(shown(header.value()));
    System.out.println(line);
  }

  private static void commit(String group, TopicPartition partition, long offset, String metadata) throws Exception {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", address))) {
      admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset, metadata))).all().get();
    }
  }

  /** A transaction that stays open until there is something on standard input, or its end. */
  private static void hold(String topic) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = transactional("holder")) {
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, 0, BEGIN, null, text("open"))).get();
      System.out.println("open");
      System.in.read();
      producer.commitTransaction();
    }
  }

  /** Writes into all partitions until there is something on standard input, or its end, and says how many records were acknowledged. */
  private static void load(String topic, int partitions) throws Exception {
    long[] acknowledged = new long[1];
    AtomicBoolean stopped = new AtomicBoolean();
    Thread listener = new Thread(() -> {
      try {
        System.in.read();
      } catch (IOException error) {
        // It has ended all the same.
      }
      stopped.set(true);
    });
    listener.setDaemon(true);
    listener.start();
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("compression.type", "lz4"))) {
      for (int n = 0; n < partitions; n++) producer.send(new ProducerRecord<>(topic, n, null, null, text("first"))).get();
      System.out.println("writing");
      for (long n = 0; !stopped.get(); n++) {
        producer.send(new ProducerRecord<>(topic, (int) (n % partitions), null, text("" + n), text("load ".repeat((int) (n % 50)) + n)), (metadata, error) -> {
          if (error == null) acknowledged[0]++;
        });
        if (n % 500 == 0) producer.flush();
      }
    }
    System.out.println(acknowledged[0] + partitions);
  }

  private static KafkaProducer<byte[], byte[]> transactional(String id) {
    KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", id));
    producer.initTransactions();
    return producer;
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", address);
    all.put("max.request.size", 8_000_000);
    all.put("buffer.memory", 64_000_000L);
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static String shown(byte[] bytes) {
    if (bytes == null) return "null";
    return bytes.length <= 40 ? "x" + HexFormat.of().formatHex(bytes) : bytes.length + ":" + java.util.Arrays.hashCode(bytes);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
