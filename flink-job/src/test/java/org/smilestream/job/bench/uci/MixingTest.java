package org.smilestream.job.bench.uci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.smilestream.engine.Engines;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

class MixingTest {
  private static final int CHAINS = 4;
  private static final int DRAWS = 400;
  private static final ModelSpec SPEC = UciSettings.model(2);

  private final LogDensityEngine engine = Engines.find("scalar").create(SPEC, 30);

  /** Chains whose only parameter that moves is the last bias, which all function values follow. */
  private ChainRecorder[] chains(int rows, int draws, double lag, double shift) {
    SplittableRandom random = new SplittableRandom(4);
    Minibatch valid = batch(1);
    Minibatch test = batch(rows);
    ChainRecorder[] chains = new ChainRecorder[CHAINS];
    for (int chain = 0; chain < CHAINS; chain++) {
      chains[chain] = new ChainRecorder(engine, valid, test);
      double[] position = new double[SPEC.dimension()];
      double value = 0;
      for (int draw = 0; draw < draws; draw++) {
        value = lag * value + Math.sqrt(1 - lag * lag) * random.nextGaussian();
        position[position.length - 2] = value + shift * chain;
        chains[chain].sample(position);
      }
    }
    return chains;
  }

  private static Minibatch batch(int rows) {
    Minibatch batch = Minibatch.forModel(SPEC, rows);
    Arrays.setAll(batch.numeric(0), row -> row);
    batch.setRows(rows, 1);
    return batch;
  }

  /**
   * Independent draws; the standard error of R̂ − 1 is about 1/(CHAINS · DRAWS), that of the ESS
   * about 10 % of it. The seed is fixed, so a failure is a change of behaviour.
   */
  @Test
  void independentDrawsAreMixed() {
    Mixing mixing = Mixing.of(chains(30, DRAWS, 0, 0));

    assertThat(mixing.rhat()).isBetween(0.99, 1.02);
    assertThat(mixing.ess()).isBetween(0.7 * DRAWS, 1.3 * DRAWS);
    assertThat(mixing.lowestEss()).isBetween(0.5 * DRAWS, mixing.ess());
  }

  @Test
  void slowChainsHaveFewEffectiveDraws() {
    // (1 − 0.9)/(1 + 0.9) of the draws.
    Mixing mixing = Mixing.of(chains(30, DRAWS, 0.9, 0));

    assertThat(mixing.ess()).isBetween(0.02 * DRAWS, 0.12 * DRAWS);
    assertThat(mixing.lowestEss()).isLessThan(mixing.ess());
  }

  @Test
  void chainsThatDisagreeAreSeenByRhat() {
    assertThat(Mixing.of(chains(30, DRAWS, 0, 3)).rhat()).isGreaterThan(2);
  }

  @Test
  void fewerTestRowsThanProbesAreEnough() {
    assertThat(Mixing.of(chains(1, DRAWS, 0, 0)).rhat()).isBetween(0.99, 1.02);
  }

  @Test
  void tooFewSamplesGiveNoNumbers() {
    for (int draws : new int[] {0, 1, 3}) {
      Mixing mixing = Mixing.of(chains(30, draws, 0, 0));

      assertThat(mixing.rhat()).isNaN();
      assertThat(mixing.ess()).isNaN();
      assertThat(mixing.lowestEss()).isNaN();
    }
  }
}
