package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.connectors.format.TunerFormat;
import org.smilestream.data.Prediction;
import org.smilestream.data.TunerStatistics;

/** Rows come much faster than they can be learned from. */
@Timeout(180)
class OverloadITCase {
  private static final int ROWS = 3_000;
  private static final int WARM_UP_ROWS = 60;
  private static final int ROWS_PER_ROUND = 5;

  /** To make all of them for all rows would take several minutes. */
  private static final int STEPS_PER_ROW = 5_000;

  @RegisterExtension static final TestPlatform PLATFORM = new TestPlatform();

  @Test
  void predictionsKeepUpAndLearningIsThinned() throws Exception {
    Map<String, String> options =
        Map.of(
            "learning.max-lag",
            "500 ms",
            "learning.steps-per-row",
            Integer.toString(STEPS_PER_ROW),
            "learning.thinning",
            Integer.toString(STEPS_PER_ROW),
            "delivery",
            "at-least-once");
    try (RunningJob job = RunningJob.start(PLATFORM, "overload", options, 0)) {
      job.replay(SyntheticStream.replay(SyntheticStream.rows(ROWS)), 0);
      job.send(
          job.settings().topics().requests(),
          0,
          SyntheticStream.bytes(SyntheticStream.request("amid").toString()));
      job.drain(ROWS + 1);

      assertEachIsAnsweredOnce(job);
      for (int group = 0; group < 2; group++) {
        assertEveryRoundIsMadeOrCounted(statistics(job, group));
      }
    }
  }

  private static void assertEachIsAnsweredOnce(RunningJob job) throws Exception {
    PredictionFormat format = new PredictionFormat(SyntheticStream.SCHEMA);
    List<Prediction> predictions = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : job.read(job.settings().topics().predictions())) {
      predictions.add(format.read(record.value()));
    }
    Set<String> ids = new HashSet<>();
    assertThat(predictions).hasSize(ROWS + 1).allMatch(each -> ids.add(each.id()));
    assertThat(ids).contains("amid");
  }

  private static List<TunerStatistics> statistics(RunningJob job, int group) throws Exception {
    TunerFormat format = new TunerFormat();
    List<TunerStatistics> statistics = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : job.read(job.settings().topics().tuner())) {
      TunerStatistics read = format.read(record.value());
      if (read != null && read.group() == group) {
        statistics.add(read);
      }
    }
    return statistics;
  }

  private static void assertEveryRoundIsMadeOrCounted(List<TunerStatistics> statistics) {
    assertThat(statistics)
        .allSatisfy(
            each -> {
              long rounds = (each.sequence() + 1 - WARM_UP_ROWS) / ROWS_PER_ROUND;
              assertThat(each.steps() + each.skippedSteps())
                  .isEqualTo(rounds * ROWS_PER_ROUND * STEPS_PER_ROW);
              assertThat(each.windowRows()).isEqualTo(Math.min(100, each.sequence() + 1));
            });
    TunerStatistics last = statistics.get(statistics.size() - 1);
    assertThat(last.sequence()).as("the stream is followed to its end").isGreaterThan(ROWS - 500);
    assertThat(last.steps()).isPositive();
    assertThat(last.skippedSteps()).isGreaterThan(last.steps());
  }
}
