package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.format.RowContent;
import org.smilestream.connectors.format.RowEncoding;
import org.smilestream.connectors.kafka.KafkaSinks;
import org.smilestream.connectors.kafka.RowDeserializationSchema;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Prediction;
import org.smilestream.data.Row;

/**
 * A stream whose one partition brings good rows and whose other brings what {@link RecordFuzzer}
 * makes, and requests of the same kind. Everything is answered, or is a dead letter, once.
 *
 * <p>{@code -Dfuzz.inputs=100000} sends more.
 */
@Timeout(600)
class FuzzITCase {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 15_000);

  /** One of so many records is a good row. */
  private static final int GOOD = 4;

  private static final int RECORDS = INPUTS / (GOOD - 1) * GOOD;
  private static final Duration MAX_AHEAD = Duration.ofSeconds(1);
  private static final JsonMapper JSON = new JsonMapper();

  @RegisterExtension static final TestPlatform PLATFORM = new TestPlatform();

  /** Its retention looks at the times of the records. */
  private final Instant start = Instant.now().minusSeconds(7200).truncatedTo(ChronoUnit.SECONDS);

  /** How often each id must be predicted: as an observation, and as a request. */
  private final Map<String, Integer> observed = new HashMap<>();

  private final Map<String, Integer> requested = new HashMap<>();
  private final Map<Origin, String> dead = new HashMap<>();
  private final Map<Integer, Long> newest = new HashMap<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private volatile Throwable sendFailure;

  @Test
  void everythingIsAnsweredOrADeadLetterOnce() throws Exception {
    Map<String, String> options =
        Map.of(
            "stream.max-ahead", "1 s",
            "learning.steps-per-row", "1",
            "checkpoint.interval", "1 s");
    try (RunningJob job = RunningJob.start(PLATFORM, "fuzz", options, 0)) {
      send(job);
      job.drain(total(observed) + total(requested));
      assertThat(job.restarts()).isZero();
      checkPredictions(job);
      checkDeadLetters(job);
      checkSamples(job);
    }
  }

  private static int total(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Every fourth record is a good row, and of the others every third is a request. */
  private void send(RunningJob job) throws Exception {
    RecordFuzzer fuzzer = new RecordFuzzer(20140103, 1000);
    String observations = job.settings().topics().observations();
    String requests = job.settings().topics().requests();
    Map<String, RowDeserializationSchema> parsers =
        Map.of(observations, parser(true), requests, parser(false));
    List<ObjectNode> rows = SyntheticStream.rows(RECORDS);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            job.settings()
                .kafka()
                .connection()
                .properties(
                    Map.of(
                        "max.request.size",
                        Integer.toString(KafkaSinks.MAX_RECORD_BYTES),
                        "linger.ms",
                        "5")),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < rows.size(); i++) {
        Instant time = start.plusMillis(10L * i);
        ObjectNode row = rows.get(i).put("time", time.toString());
        boolean good = i % GOOD == 0;
        boolean request = i % GOOD == 1;
        byte[] key = good ? null : fuzzer.key();
        byte[] value = good ? SyntheticStream.bytes(row.toString()) : fuzzer.next(row);
        String topic = request ? requests : observations;
        send(producer, parsers, topic, good ? 0 : 1, time, key, value);
      }
      // The newest row of a partition waits for a newer one: these two, and no other.
      for (int partition = 0; partition < 2; partition++) {
        Instant end = start.plusMillis(10L * RECORDS).plus(MAX_AHEAD).plusSeconds(1);
        ObjectNode row = rows.get(0).put("id", "end-" + partition).put("time", end.toString());
        byte[] value = SyntheticStream.bytes(row.toString());
        send(producer, parsers, observations, partition, end, null, value);
      }
    }
  }

  private static RowDeserializationSchema parser(boolean requireTarget) {
    RowDeserializationSchema parser =
        new RowDeserializationSchema(
            SyntheticStream.SCHEMA,
            requireTarget ? RowContent.ROW : RowContent.FEATURES,
            RowEncoding.JSON,
            MAX_AHEAD,
            true);
    parser.open(null);
    return parser;
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer,
      Map<String, RowDeserializationSchema> parsers,
      String topic,
      int partition,
      Instant time,
      byte[] key,
      byte[] value)
      throws Exception {
    long millis = time.toEpochMilli();
    // The broker keeps the order of what one producer sends to a partition, so offsets count.
    long offset = offsets.merge(topic + partition, 1L, Long::sum) - 1;
    producer.send(
        new ProducerRecord<>(topic, partition, millis, key, value),
        (metadata, failure) -> check(metadata, failure, offset));
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            topic,
            partition,
            offset,
            millis,
            TimestampType.CREATE_TIME,
            0,
            0,
            key,
            value,
            new RecordHeaders(),
            Optional.empty());
    List<ParsedRecord> parsed = new ArrayList<>();
    parsers.get(topic).deserialize(record, new ListCollector<>(parsed));
    for (ParsedRecord each : parsed) {
      if (each.row() == null) {
        dead.put(each.deadLetter().origin(), each.deadLetter().code());
      } else if (topic.endsWith("requests")) {
        requested.merge(each.row().id(), 1, Integer::sum);
      } else {
        expectObservation(each.row());
      }
    }
  }

  private void check(RecordMetadata metadata, Exception failure, long offset) {
    if (failure != null) {
      sendFailure = failure;
    } else if (metadata.offset() != offset) {
      sendFailure = new AssertionError(metadata + " is not at " + offset);
    }
  }

  /** A row that is older than the newest of its partition is late. */
  private void expectObservation(Row row) {
    long before = newest.getOrDefault(row.origin().partition(), Long.MIN_VALUE);
    if (row.eventTime() < before) {
      dead.put(row.origin(), DeadLetter.LATE);
    } else {
      newest.put(row.origin().partition(), row.eventTime());
      observed.merge(row.id(), 1, Integer::sum);
    }
  }

  private void checkPredictions(RunningJob job) throws Exception {
    assertThat(sendFailure).isNull();
    PredictionFormat format = new PredictionFormat(SyntheticStream.SCHEMA);
    Map<String, Integer> observations = new HashMap<>();
    Map<String, Integer> answers = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : job.read(job.settings().topics().predictions())) {
      Prediction prediction = format.read(record.value());
      (prediction.sequence() < 0 ? answers : observations).merge(prediction.id(), 1, Integer::sum);
    }
    assertThat(observations).isEqualTo(observed);
    assertThat(answers).isEqualTo(requested);
    // The good rows, whatever the parser says about the others.
    for (int i = 0; i < RECORDS; i += GOOD) {
      assertThat(observations).containsEntry(SyntheticStream.id(i), 1);
    }
  }

  private void checkDeadLetters(RunningJob job) throws Exception {
    Map<Origin, String> letters = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : job.read(job.settings().topics().deadLetters())) {
      JsonNode letter = JSON.readTree(record.value());
      assertThat(letter.get("reason").asText()).isNotBlank();
      Origin origin =
          new Origin(
              letter.get("topic").asText(),
              letter.get("partition").asInt(),
              letter.get("offset").asLong(),
              letter.get("index").asInt());
      assertThat(letters.put(origin, letter.get("code").asText())).as("%s", origin).isNull();
    }
    assertThat(letters).isEqualTo(dead);
    System.out.printf(
        "fuzzed inputs: %d; rows predicted: %d, requests answered: %d, dead letters: %s%n",
        INPUTS,
        total(observed),
        total(requested),
        new TreeMap<>(
            dead.values().stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))));
    assertThat(dead.values())
        .contains(
            DeadLetter.MALFORMED,
            DeadLetter.EMPTY,
            DeadLetter.MISSING_COLUMN,
            DeadLetter.BAD_VALUE,
            DeadLetter.FUTURE,
            DeadLetter.LATE);
  }

  private static void checkSamples(RunningJob job) throws Exception {
    PosteriorSampleFormat format = new PosteriorSampleFormat();
    for (ConsumerRecord<byte[], byte[]> record : job.readSamples()) {
      for (float parameter : format.read(record.value()).position()) {
        assertThat(parameter).isFinite();
      }
    }
  }
}
