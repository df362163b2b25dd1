package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.format.DeadLetterFormat;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.format.RowContent;
import org.smilestream.connectors.format.RowEncoding;
import org.smilestream.connectors.format.TunerFormat;
import org.smilestream.connectors.kafka.RowDeserializationSchema;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Prediction;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.posterior.Ensemble;
import org.smilestream.posterior.Predictor;

/** Whatever comes in, rows or dead letters come out, and both can be written. */
class RecordFuzzTest {
  private static final int INPUTS = 100_000;
  private static final Schema SCHEMA = SyntheticStream.SCHEMA;
  private static final Set<String> CODES =
      Set.of(
          DeadLetter.MALFORMED,
          DeadLetter.EMPTY,
          DeadLetter.MISSING_COLUMN,
          DeadLetter.BAD_VALUE,
          DeadLetter.FUTURE);
  private static final JsonMapper JSON = new JsonMapper();

  private final RowDeserializationSchema observations = deserializer(true);
  private final RowDeserializationSchema requests = deserializer(false);
  private final TypeSerializer<ParsedRecord> serializer = serializer();
  private final DeadLetterFormat deadLetters = new DeadLetterFormat();
  private final PredictionFormat predictions = new PredictionFormat(SCHEMA);
  private final Predictor predictor =
      new Predictor(
          "m",
          new ModelSpec(
              2,
              List.of(4),
              List.of(),
              1,
              Activation.RELU,
              Likelihood.GAUSSIAN,
              Prior.STANDARD_NORMAL));

  private static RowDeserializationSchema deserializer(boolean requireTarget) {
    RowDeserializationSchema schema =
        new RowDeserializationSchema(
            SCHEMA,
            requireTarget ? RowContent.ROW : RowContent.FEATURES,
            RowEncoding.JSON,
            Duration.ofDays(1),
            true);
    schema.open(null);
    return schema;
  }

  private TypeSerializer<ParsedRecord> serializer() {
    SerializerConfigImpl noKryo = new SerializerConfigImpl();
    noKryo.setGenericTypes(false);
    return observations.getProducedType().createSerializer(noKryo);
  }

  @Test
  void everyInputBecomesRowsOrDeadLettersWithAReason() throws IOException {
    RecordFuzzer fuzzer = new RecordFuzzer(20140101, INPUTS / 10);
    List<ObjectNode> good = SyntheticStream.rows(1000);
    int rows = 0;
    Map<String, Integer> codes = new TreeMap<>();
    for (int i = 0; i < INPUTS; i++) {
      ObjectNode next = good.get(i % good.size()).put("id", "row-" + i);
      boolean observation = i % 4 > 0;
      byte[] key = fuzzer.key();
      List<ParsedRecord> parsed =
          parse(observation ? observations : requests, key, fuzzer.next(next), i);
      assertThat(parsed).isNotEmpty();
      for (ParsedRecord record : parsed) {
        record = copy(record);
        if (record.row() != null) {
          assertThat(record.deadLetter()).isNull();
          checkRow(record.row(), observation);
          rows++;
        } else {
          checkDeadLetter(record.deadLetter(), i);
          codes.merge(record.deadLetter().code(), 1, Integer::sum);
        }
      }
    }
    // All of it happens often, or the fuzzer tests nothing.
    assertThat(rows).isGreaterThan(INPUTS / 10);
    assertThat(codes.keySet()).isEqualTo(CODES);
    assertThat(codes.values()).allMatch(count -> count > INPUTS / 500);
  }

  private static List<ParsedRecord> parse(
      RowDeserializationSchema schema, byte[] key, byte[] value, long offset) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            "in",
            0,
            offset,
            SyntheticStream.START.toEpochMilli(),
            TimestampType.CREATE_TIME,
            key == null ? 0 : key.length,
            value == null ? 0 : value.length,
            key,
            value,
            new RecordHeaders(),
            Optional.empty());
    List<ParsedRecord> parsed = new ArrayList<>();
    schema.deserialize(record, new ListCollector<>(parsed));
    return parsed;
  }

  /** As it travels to the next operator. */
  private ParsedRecord copy(ParsedRecord record) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(256);
    serializer.serialize(record, out);
    return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  private void checkRow(Row row, boolean observation) throws IOException {
    assertThat(row.id()).isNotEmpty().hasSizeLessThanOrEqualTo(1000);
    assertThat(row.numeric()).hasSize(2);
    for (double x : row.numeric()) {
      assertThat(Math.abs(x)).isLessThanOrEqualTo(1e15);
    }
    assertThat(row.categorical()[0]).hasSizeLessThanOrEqualTo(1000);
    assertThat(row.hasTarget()).isEqualTo(observation);
    EncodedRow encoded =
        new EncodedRow(
            -1, row.id(), row.eventTime(), row.numeric(), new int[] {0}, row.target(), 0, 0);
    Prediction prediction = predictor.predict(encoded, new Ensemble(1), null);
    byte[] value = predictions.value(prediction);
    assertThat(value.length).isLessThan((int) PredictionFormat.maxBytes(SCHEMA));
    assertThat(predictions.read(value).eventTime()).isEqualTo(row.eventTime());
    assertThat(predictions.key(prediction).length).isLessThanOrEqualTo(3000);
  }

  private void checkDeadLetter(DeadLetter letter, long offset) throws IOException {
    assertThat(letter.code()).isIn(CODES);
    assertThat(letter.reason()).isNotBlank().hasSizeLessThan(2000);
    byte[] value = deadLetters.value(letter);
    assertThat(value.length).isLessThanOrEqualTo(DeadLetterFormat.MAX_BYTES);
    JsonNode json = JSON.readTree(value);
    assertThat(json.get("offset").longValue()).isEqualTo(offset);
    assertThat(json.get("sha256").textValue()).hasSize(64);
  }

  /** What others may have written into the topics of the job. */
  @Test
  void whatIsNoRecordOfTheJobIsRefusedByItsReaders() {
    RecordFuzzer fuzzer = new RecordFuzzer(20140102, INPUTS / 10);
    List<ObjectNode> good = SyntheticStream.rows(1000);
    List<Reader> readers =
        List.of(predictions::read, new TunerFormat()::read, new PosteriorSampleFormat()::read);
    int refused = 0;
    for (int i = 0; i < INPUTS / 50; i++) {
      byte[] input = fuzzer.next(good.get(i % good.size()).put("type", "tuner"));
      for (Reader reader : readers) {
        try {
          reader.read(input == null ? new byte[0] : input);
        } catch (IOException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(2 * INPUTS / 50);
  }

  private interface Reader {
    Object read(byte[] value) throws IOException;
  }
}
