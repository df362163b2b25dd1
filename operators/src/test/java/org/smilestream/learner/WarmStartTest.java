package org.smilestream.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.smilestream.engine.Engines;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.sampler.CounterRandom;

class WarmStartTest {
  private static final int ENGINE_ROWS = 32;

  private static WarmStart.Result run(int rows, WarmStartSettings settings) {
    Window window = new Window(Streams.SPEC, Math.max(rows, 1));
    Streams.rows(rows).forEach(window::put);
    LogDensityEngine engine = Engines.find("scalar").create(Streams.SPEC, ENGINE_ROWS);
    var initial = CounterRandom.of(1, 0, 0, CounterRandom.Use.INITIAL_POSITION);
    return new WarmStart(Streams.SPEC, engine, ENGINE_ROWS, settings)
        .run(
            window,
            window.numbers(),
            InitialPosition.draw(Streams.SPEC, initial),
            CounterRandom.of(1, 0, rows, CounterRandom.Use.WARM_START));
  }

  /** The entropy of the noise is −0.88 nats; the targets' own distribution has 1.6. */
  @Test
  void findsTheFunction() {
    WarmStart.Result result = run(400, WarmStartSettings.DEFAULT);

    assertThat(result.loss()).isLessThan(-0.3);
    assertThat(result.epochs()).isLessThanOrEqualTo(200);
  }

  @Test
  void twoRowsAreEnoughAndOneIsNot() {
    assertThat(run(2, WarmStartSettings.DEFAULT).position()).doesNotContain(Double.NaN);
    assertThatThrownBy(() -> run(1, WarmStartSettings.DEFAULT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("at least two rows");
  }

  @Test
  void stopsEarlyAndReturnsTheBestPosition() {
    WarmStartSettings wild = new WarmStartSettings(5, 0, 16, 200, 3, 0.2);
    WarmStartSettings none = new WarmStartSettings(5, 0, 16, 0, 3, 0.2);

    WarmStart.Result result = run(100, wild);

    assertThat(result.epochs()).isLessThan(200);
    assertThat(result.loss()).isLessThanOrEqualTo(run(100, none).loss());
  }

  /** The first step of Adam is the learning rate against the sign of each gradient. */
  @Test
  void adamWStepsByTheLearningRateAndDecaysTheWeights() {
    AdamW optimiser = new AdamW(3, 0.1, 0.01);
    double[] position = {1, 2, 3};

    optimiser.step(position, new double[] {5, -1e-3, Double.NaN});

    assertThat(position[0]).isCloseTo(1 - 0.1 - 0.1 * 0.01 * 1, within(1e-6));
    assertThat(position[1]).isCloseTo(2 + 0.1 - 0.1 * 0.01 * 2, within(1e-5));
    assertThat(position[2]).isCloseTo(3 - 0.1 * 0.01 * 3, within(1e-12));
  }
}
