package org.smilestream.operators.chains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smilestream.operators.chains.ChainHarnesses.GROUPS;
import static org.smilestream.operators.chains.ChainHarnesses.MODEL;
import static org.smilestream.operators.chains.ChainHarnesses.harness;
import static org.smilestream.operators.chains.ChainHarnesses.learn;
import static org.smilestream.operators.chains.ChainHarnesses.samples;
import static org.smilestream.operators.chains.ChainHarnesses.undisturbed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Phase;
import org.smilestream.data.Posterior;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Scaler;
import org.smilestream.learner.Bits;
import org.smilestream.learner.Streams;
import org.smilestream.operators.Harnesses;

/** Chains that start from the posterior of another job. */
class ChainStartTest {
  /** Two chains of zeros and ones; the third chain starts where the first does. */
  private static Posterior posterior(float first) {
    List<PosteriorSample> samples = new ArrayList<>();
    for (int chain = 0; chain < 2; chain++) {
      float[] position = new float[Streams.SPEC.dimension()];
      Arrays.fill(position, first + chain);
      samples.add(
          new PosteriorSample("test", chain, 0, 900, Phase.SAMPLING, 70, 70, 1, position, null));
    }
    return new Posterior(
        new Scaler(1, 40, new double[2], new double[] {1, 1}, 0, 1), List.of(), samples);
  }

  private static ChainOperator startingFrom(Posterior start) {
    return new ChainOperator(
        "test",
        MODEL,
        Streams.SPEC,
        GROUPS,
        Streams.settings(),
        "scalar",
        Optional.ofNullable(start));
  }

  /** Rest until the window of 150 rows is full, then 200 steps of tuning, 20 in a round. */
  @Test
  void chainsThatStartFromAPosteriorRestTuneAndSample() throws Exception {
    try (var harness = harness(startingFrom(posterior(0)), true, 1, 0)) {
      harness.open();
      learn(harness, Streams.rows(149), 0, 1);
      assertThat(harness.getOutput()).isEmpty();
      assertThat(Harnesses.values(harness, ChainOperator.STATISTICS)).isEmpty();

      learn(harness, Streams.rows(260).subList(149, 260), 0, 1);

      assertThat(Harnesses.values(harness, ChainOperator.STATISTICS).get(0).event())
          .isEqualTo("2 chains set out from the posterior that they were given, on 150 rows");
      List<PosteriorSample> samples = samples(harness);
      assertThat(samples).extracting(PosteriorSample::phase).containsOnly(Phase.SAMPLING);
      for (int chain = 0; chain < 3; chain++) {
        int wanted = chain;
        List<PosteriorSample> own = samples.stream().filter(s -> s.chain() == wanted).toList();
        assertThat(own.get(0).step()).isEqualTo(200);
        assertThat(own.get(0).lastSequence()).isEqualTo(199);
        assertThat(own.get(0).slot()).isZero();
      }
    }
  }

  /** Before, at and after the end of the rest; whatever the restored job is to start from. */
  @Test
  void aRestoredJobIgnoresWhatItIsToStartFrom() throws Exception {
    List<EncodedRow> rows = Streams.rows(260);
    List<PosteriorSample> undisturbed;
    try (var harness = harness(startingFrom(posterior(0)), false, 1, 0)) {
      harness.open();
      learn(harness, rows, 0, 1);
      undisturbed = samples(harness);
    }
    for (int failure : new int[] {1, 149, 150, 180, 199}) {
      for (Posterior other : new Posterior[] {null, posterior(7)}) {
        var killed = harness(startingFrom(posterior(0)), true, 1, 0);
        killed.open();
        learn(killed, rows.subList(0, failure), 0, 1);
        assertThat(samples(killed)).isEmpty();
        OperatorSubtaskState state = Harnesses.kill(killed);

        try (var restored = harness(startingFrom(other), true, 1, 0)) {
          restored.initializeState(state);
          restored.open();
          learn(restored, rows.subList(failure, rows.size()), 0, 1);
          assertThat(samples(restored))
              .as("failure after %d rows", failure)
              .usingRecursiveComparison(Bits.EXACT)
              .isEqualTo(undisturbed);
        }
      }
    }
    try (var harness = harness(startingFrom(posterior(7)), false, 1, 0)) {
      harness.open();
      learn(harness, rows, 0, 1);
      assertThat(samples(harness).get(0).position())
          .as("another start")
          .isNotEqualTo(undisturbed.get(0).position());
    }
  }
}
