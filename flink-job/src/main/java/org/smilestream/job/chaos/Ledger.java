package org.smilestream.job.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicFollower;
import org.smilestream.job.options.JobSettings;

/**
 * What was asked of a job and what it answered, as its topics say it: all that is committed, from
 * the beginning. What was asked is read back from the topics too, so that the producer's word is
 * not needed.
 *
 * @param records records in the topics of observations and requests
 * @param missing ids that were never predicted
 * @param duplicates predictions of an id after its first
 * @param contradictions second predictions of an observation that differ from the first
 * @param expectedDeadLetters records that cannot be used
 * @param foundDeadLetters those of them that are in the dead letters
 * @param wrongDeadLetters dead letters that are there twice, or of a record that can be used
 */
record Ledger(
    long records,
    long missing,
    long duplicates,
    long contradictions,
    long expectedDeadLetters,
    long foundDeadLetters,
    long wrongDeadLetters) {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final JsonMapper JSON = new JsonMapper();

  /** Reads the topics of a job that has ended. */
  static Ledger read(KafkaConnection connection, JobSettings.Topics topics) {
    Asked asked = new Asked();
    int partitions = topics.partitions();
    long[] records = new long[1];
    for (String topic : new String[] {topics.observations(), topics.requests()}) {
      forEach(
          connection,
          topic,
          partitions,
          record -> {
            records[0]++;
            asked.add(record);
          });
    }
    Map<String, byte[]> answers = new HashMap<>();
    long[] duplicates = new long[2];
    forEach(
        connection,
        topics.predictions(),
        partitions,
        record -> {
          String id = text(record.key());
          byte[] first = answers.putIfAbsent(id, record.value());
          if (first != null) {
            duplicates[0]++;
            boolean same = ByteBuffer.wrap(first).equals(ByteBuffer.wrap(record.value()));
            duplicates[1] += same || id.startsWith(ChaosStream.REQUEST) ? 0 : 1;
          }
        });
    Set<String> dead = new HashSet<>();
    long[] wrong = new long[1];
    forEach(
        connection,
        topics.deadLetters(),
        1,
        record -> {
          String origin = origin(record.value());
          wrong[0] += dead.add(origin) && asked.spoiled.contains(origin) ? 0 : 1;
        });
    return new Ledger(
        records[0],
        asked.ids.stream().filter(id -> !answers.containsKey(id)).count(),
        duplicates[0],
        duplicates[1],
        asked.spoiled.size(),
        asked.spoiled.stream().filter(dead::contains).count(),
        wrong[0]);
  }

  /** The ids of what can be used, and the origins of what cannot. */
  private static final class Asked {
    private final Set<String> ids = new HashSet<>();
    private final Set<String> spoiled = new HashSet<>();

    void add(ConsumerRecord<byte[], byte[]> record) {
      String key = text(record.key());
      if (key.startsWith(ChaosStream.SPOILED)) {
        spoiled.add(origin(record.topic(), record.partition(), record.offset()));
      } else {
        ids.add(key);
      }
    }
  }

  /** Calls {@code reader} with every committed record of a topic. */
  static void forEach(
      KafkaConnection connection,
      String topic,
      int partitions,
      Consumer<ConsumerRecord<byte[], byte[]>> reader) {
    try (TopicFollower follower = new TopicFollower(connection, topic, partitions)) {
      do {
        follower.poll(POLL, reader);
      } while (!follower.atEnd());
    }
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String origin(byte[] deadLetter) {
    try {
      JsonNode letter = JSON.readTree(deadLetter);
      return origin(
          letter.get("topic").textValue(),
          letter.get("partition").intValue(),
          letter.get("offset").longValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String origin(String topic, int partition, long offset) {
    return topic + "/" + partition + "/" + offset;
  }
}
