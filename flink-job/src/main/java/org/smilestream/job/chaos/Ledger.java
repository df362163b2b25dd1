package org.smilestream.job.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicFollower;
import org.smilestream.data.Origin;
import org.smilestream.job.options.JobSettings;

/**
 * What was asked of a job and what it answered, as its topics say it: all that is committed, from
 * the beginning. What was asked is read back from the topics too, so that the producer's word is
 * not needed.
 *
 * @param records different records in the topics of observations and requests
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
  private static final JsonMapper JSON = new JsonMapper();

  /** Reads the topics of a job that has ended. */
  static Ledger read(KafkaConnection connection, JobSettings.Topics topics) {
    Accounts accounts = new Accounts();
    int partitions = topics.partitions();
    for (String topic : List.of(topics.observations(), topics.requests())) {
      TopicFollower.readAll(
          connection,
          topic,
          partitions,
          record ->
              accounts.asked(
                  text(record.key()), new Origin(topic, record.partition(), record.offset(), 0)));
    }
    TopicFollower.readAll(
        connection,
        topics.predictions(),
        partitions,
        record -> accounts.answered(text(record.key()), record.value()));
    TopicFollower.readAll(
        connection, topics.deadLetters(), 1, record -> accounts.refused(origin(record.value())));
    return accounts.close();
  }

  /** Books of what was asked and answered; everything is asked before it is answered. */
  static final class Accounts {
    private final Set<String> ids = new HashSet<>();
    private final Set<Origin> spoiled = new HashSet<>();
    private final Map<String, byte[]> answers = new HashMap<>();
    private final Set<Origin> dead = new HashSet<>();
    private long duplicates;
    private long contradictions;
    private long wrongDeadLetters;

    /** A record that was sent. */
    void asked(String key, Origin origin) {
      if (key.startsWith(ChaosStream.SPOILED)) {
        spoiled.add(origin);
      } else {
        ids.add(key);
      }
    }

    /** A prediction. */
    void answered(String id, byte[] prediction) {
      byte[] first = answers.putIfAbsent(id, prediction);
      if (first != null) {
        duplicates++;
        // A request is answered with what is known at the moment.
        boolean repeatable = !id.startsWith(ChaosStream.REQUEST);
        contradictions += repeatable && !Arrays.equals(first, prediction) ? 1 : 0;
      }
    }

    /** A dead letter. */
    void refused(Origin origin) {
      wrongDeadLetters += dead.add(origin) && spoiled.contains(origin) ? 0 : 1;
    }

    Ledger close() {
      return new Ledger(
          ids.size() + spoiled.size(),
          ids.stream().filter(id -> !answers.containsKey(id)).count(),
          duplicates,
          contradictions,
          spoiled.size(),
          spoiled.stream().filter(dead::contains).count(),
          wrongDeadLetters);
    }
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Origin origin(byte[] deadLetter) {
    try {
      JsonNode letter = JSON.readTree(deadLetter);
      return new Origin(
          letter.get("topic").textValue(),
          letter.get("partition").intValue(),
          letter.get("offset").longValue(),
          letter.get("index").intValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
