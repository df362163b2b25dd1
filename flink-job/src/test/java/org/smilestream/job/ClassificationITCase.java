package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.replay.ReplayRow;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

/**
 * Classes in, probabilities out: P(up) = 1 / (1 + exp(−3x)), of whose labels 77 % are the likelier
 * one. The rows come in Avro.
 */
@Timeout(120)
class ClassificationITCase {
  private static final int ROWS = 600;
  private static final Schema SCHEMA =
      new Schema(
          "classes",
          Task.CLASSIFICATION,
          "id",
          "time",
          List.of("x"),
          List.of(),
          "y",
          List.of("down", "up"));

  @RegisterExtension static final TestPlatform PLATFORM = new TestPlatform();

  private static final org.apache.avro.Schema AVRO =
      new org.apache.avro.Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Row", "fields": [
                {"name": "id", "type": "string"},
                {"name": "time", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                {"name": "x", "type": ["null", "double"]},
                {"name": "y", "type": {"type": "enum", "name": "Y", "symbols": ["up", "down"]}}]}
              """);

  private static List<ReplayRow> rows() throws IOException {
    Random random = new Random(11);
    List<ReplayRow> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      double x = random.nextGaussian();
      boolean up = random.nextDouble() < 1 / (1 + Math.exp(-3 * x));
      long time = SyntheticStream.START.plusSeconds(i).toEpochMilli();
      GenericRecord row = new GenericData.Record(AVRO);
      row.put("id", "row-" + i);
      row.put("time", time);
      row.put("x", x);
      row.put("y", new GenericData.EnumSymbol(AVRO.getField("y").schema(), up ? "up" : "down"));
      rows.add(new ReplayRow("row-" + i, time, bytes(row)));
    }
    return rows;
  }

  private static byte[] bytes(GenericRecord row) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(AVRO).write(row, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  /** 540 rows: the standard error of the accuracy is 0.018. */
  @Test
  void probabilitiesAreLearned(@TempDir Path folder) throws Exception {
    Path schema = Files.writeString(folder.resolve("row.avsc"), AVRO.toString());
    Map<String, String> options =
        Map.of("rows.format", "avro", "rows.avro-schema", schema.toString());
    List<Prediction> predictions = new ArrayList<>();
    try (RunningJob job = RunningJob.start(PLATFORM, "classes", SCHEMA, options, 0)) {
      job.replay(rows(), 0);
      job.drain(ROWS);
      PredictionFormat format = new PredictionFormat(SCHEMA);
      for (ConsumerRecord<byte[], byte[]> record :
          job.read(job.settings().topics().predictions())) {
        predictions.add(format.read(record.value()));
      }
    }

    assertThat(predictions).hasSize(ROWS);
    List<Prediction> learned =
        predictions.stream().filter(each -> each.provenance().phase() != Phase.WARMING_UP).toList();
    assertThat(learned).hasSize(ROWS - 60);
    assertThat(learned)
        .allSatisfy(
            each -> {
              assertThat(each.classes().probabilities()[0] + each.classes().probabilities()[1])
                  .isCloseTo(1, within(1e-9));
              assertThat(each.classes().entropy())
                  .isCloseTo(
                      each.classes().aleatoricEntropy() + each.classes().mutualInformation(),
                      within(1e-9));
              assertThat(each.number()).isNull();
            });
    double accuracy =
        learned.stream()
            .mapToDouble(each -> each.classes().probabilities()[(int) each.target()] > 0.5 ? 1 : 0)
            .average()
            .orElseThrow();
    double logDensity =
        learned.stream().mapToDouble(each -> each.score().logDensity()).average().orElseThrow();
    assertThat(accuracy).isGreaterThan(0.7);
    assertThat(logDensity).as("uniform: -0.69").isGreaterThan(-0.6);
  }
}
