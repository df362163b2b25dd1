package org.smilestream.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.smilestream.engine.Engines;

class GroupWarmStartTest {
  private final Window window = new Window(Streams.SPEC, 100);

  private static GroupWarmStart group(int... members) {
    int rows = Streams.settings().engineRows();
    return new GroupWarmStart(
        Streams.SPEC,
        members,
        1,
        new WarmStart(
            Streams.SPEC,
            Engines.find("scalar").create(Streams.SPEC, rows),
            rows,
            WarmStartSettings.DEFAULT));
  }

  private GroupWarmStart.Result run(GroupWarmStart group, long counter) {
    return group.run(window, window.numbers(), group.initialPositions(window), counter);
  }

  @Test
  void aChainDoesNotDependOnTheOthersOfItsGroup() {
    Streams.rows(60).forEach(window::put);

    GroupWarmStart.Result together = run(group(0, 3, 7), 60);
    GroupWarmStart.Result alone = run(group(3), 60);

    assertThat(together.positions()).hasDimensions(3, Streams.SPEC.dimension());
    assertThat(together.positions()[1]).isEqualTo(alone.positions()[0]);
    assertThat(together.positions()[0]).isNotEqualTo(together.positions()[1]);
    double mean = (run(group(0), 60).loss() + alone.loss() + run(group(7), 60).loss()) / 3;
    assertThat(together.loss()).isCloseTo(mean, within(1e-12));
  }

  @Test
  void anotherWarmStartTakesOtherMinibatches() {
    Streams.rows(60).forEach(window::put);

    assertThat(run(group(0), 61).positions()[0]).isNotEqualTo(run(group(0), 60).positions()[0]);
  }
}
