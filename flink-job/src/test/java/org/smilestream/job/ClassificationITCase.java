package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

/**
 * Classes in, probabilities out: P(up) = 1 / (1 + exp(−3x)), of whose labels 77 % are the likelier
 * one.
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

  private static List<ObjectNode> rows() {
    Random random = new Random(11);
    List<ObjectNode> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      double x = random.nextGaussian();
      boolean up = random.nextDouble() < 1 / (1 + Math.exp(-3 * x));
      ObjectNode row = JsonNodeFactory.instance.objectNode();
      row.put("id", "row-" + i).put("time", SyntheticStream.START.plusSeconds(i).toString());
      rows.add(row.put("x", x).put("y", up ? "up" : "down"));
    }
    return rows;
  }

  /** 540 rows: the standard error of the accuracy is 0.018. */
  @Test
  void probabilitiesAreLearned() throws Exception {
    List<Prediction> predictions = new ArrayList<>();
    try (RunningJob job = RunningJob.start(PLATFORM, "classes", SCHEMA, Map.of(), 0)) {
      job.replay(SyntheticStream.replay(rows()), 0);
      job.drain(ROWS);
      PredictionFormat format = new PredictionFormat(SCHEMA);
      for (ConsumerRecord<byte[], byte[]> record :
          job.read(job.settings().topics().predictions())) {
        predictions.add(format.read(record.value()));
      }
    }

    assertThat(predictions).hasSize(ROWS);
    List<Prediction> learned =
        predictions.stream().filter(each -> each.phase() != Phase.WARMING_UP).toList();
    assertThat(learned).hasSize(ROWS - 60);
    assertThat(learned)
        .allSatisfy(
            each -> {
              assertThat(each.probabilities()[0] + each.probabilities()[1])
                  .isCloseTo(1, within(1e-9));
              assertThat(each.entropy())
                  .isCloseTo(each.aleatoricEntropy() + each.mutualInformation(), within(1e-9));
              assertThat(each.mean()).isNaN();
            });
    double accuracy =
        learned.stream()
            .mapToDouble(each -> each.probabilities()[(int) each.target()] > 0.5 ? 1 : 0)
            .average()
            .orElseThrow();
    double logDensity =
        learned.stream().mapToDouble(Prediction::logDensity).average().orElseThrow();
    assertThat(accuracy).isGreaterThan(0.7);
    assertThat(logDensity).as("uniform: -0.69").isGreaterThan(-0.6);
  }
}
