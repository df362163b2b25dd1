package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.smilestream.connectors.format.PosteriorSampleFormat;
import org.smilestream.connectors.format.PredictionFormat;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;

/** What may change between a savepoint and the job that goes on from it, and what may not. */
@Timeout(180)
class SavepointITCase {
  private static final String NAME = "savepoint";
  private static final int ROWS = 300;
  private static final int ROWS_BEFORE = 200;

  @RegisterExtension static final TestPlatform PLATFORM = new TestPlatform();

  private static final List<ObjectNode> SENT = SyntheticStream.rows(ROWS);
  private static String savepoint;

  @BeforeAll
  static void makeASavepoint() throws Exception {
    try (RunningJob job = RunningJob.start(PLATFORM, NAME, Map.of(), 0)) {
      job.replay(SyntheticStream.replay(SENT.subList(0, ROWS_BEFORE)), 0);
      job.awaitPredictions(ROWS_BEFORE - 2);
      savepoint = job.stop();
    }
  }

  @Test
  void anotherNetworkIsRefusedInOneSentenceAndWithoutARestart() throws Exception {
    try (RunningJob job =
        RunningJob.resume(PLATFORM, savepoint, NAME, Map.of("model.hidden", "4,4"))) {
      assertThat(job.failure())
          .rootCause()
          .hasMessageContaining("model.hidden was 8 and is 4,4; to start the new model");
      assertThat(job.restarts()).isZero();
    }
  }

  @Test
  void moreChainsAtAnotherParallelism() throws Exception {
    Map<String, String> options = Map.of("chains.count", "6", "parallelism", "4");
    try (RunningJob job = RunningJob.resume(PLATFORM, savepoint, NAME, options)) {
      job.replay(SyntheticStream.replay(SENT.subList(ROWS_BEFORE, ROWS)), 0);
      job.drain(ROWS);

      PredictionFormat format = new PredictionFormat(SyntheticStream.SCHEMA);
      List<Prediction> predictions = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record :
          job.read(job.settings().topics().predictions())) {
        predictions.add(format.read(record.value()));
      }
      assertThat(predictions)
          .extracting(Prediction::id)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, ROWS).mapToObj(SyntheticStream::id).toList());
      assertThat(predictions.stream().filter(each -> each.sequence() == ROWS_BEFORE))
          .extracting(Prediction::chains)
          .containsExactly(4);
      assertThat(predictions.stream().filter(each -> each.sequence() == ROWS - 1))
          .extracting(Prediction::chains)
          .containsExactly(6);

      PosteriorSampleFormat samples = new PosteriorSampleFormat();
      for (ConsumerRecord<byte[], byte[]> record : job.readSamples()) {
        PosteriorSample sample = samples.read(record.value());
        assertThat(sample.chain() < 4 || sample.phase() == Phase.SAMPLING)
            .as("chain %d is sampled in phase %s", sample.chain(), sample.phase())
            .isTrue();
      }
    }
  }
}
