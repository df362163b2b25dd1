package org.smilestream.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.PosteriorSample;
import org.smilestream.engine.Engines;
import org.smilestream.model.Minibatch;
import org.smilestream.sampler.CounterRandom;

class MemoryTest {
  private static final List<EncodedRow> ROWS = Streams.rows(260);

  private static RememberedRows filled(Memory memory, int rows) {
    RememberedRows remembered = memory.open(Streams.SPEC, 1);
    ROWS.subList(0, rows).forEach(remembered::put);
    remembered.prepare();
    return remembered;
  }

  private static Minibatch draw(RememberedRows rows, int capacity, int number) {
    Minibatch batch = Minibatch.forModel(Streams.SPEC, capacity);
    rows.draw(CounterRandom.of(5, 0, number, CounterRandom.Use.MINIBATCH), batch);
    return batch;
  }

  /** N/b · Σ of the targets of a minibatch, an estimate of the weighted sum over all rows. */
  private static double estimate(Minibatch batch) {
    return batch.likelihoodWeight()
        * IntStream.range(0, batch.rows())
            .mapToDouble(row -> batch.weights()[row] * batch.targets()[row])
            .sum();
  }

  @Test
  void aRowThatFadesCountsHalfAfterAHalfLife() {
    RememberedRows rows = filled(Memory.fading(100, 10), 11);
    double expected =
        IntStream.rangeClosed(0, 10).mapToDouble(age -> Math.pow(2, -age / 10.0)).sum();

    assertThat(rows.weight()).isCloseTo(expected, within(1e-12));
    assertThat(filled(Memory.fading(250, 10), 250).weight())
        .as("of many rows 1 / (1 − 2^(−1/10))")
        .isCloseTo(1 / (1 - Math.pow(2, -0.1)), within(1e-5));
    assertThat(filled(Memory.fading(100, Duration.ofSeconds(10)), 11).weight())
        .as("a row comes each second")
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void noRowCountsMoreThanOnce() {
    RememberedRows rows = Memory.fading(10, Duration.ofSeconds(1)).open(Streams.SPEC, 1);
    EncodedRow newest = ROWS.get(1);
    for (long time : new long[] {3_600_000, 0}) {
      rows.put(
          new EncodedRow(
              rows.next(),
              "",
              time,
              newest.numeric(),
              newest.categories(),
              newest.target(),
              newest.rawTarget(),
              1));
    }

    assertThat(rows.weight()).isEqualTo(2);
  }

  @Test
  void aMinibatchThatHoldsAllRowsWeighsEachOfThem() {
    RememberedRows rows = filled(Memory.fading(30, 10), 50);
    double expected =
        IntStream.range(0, 30)
            .mapToDouble(age -> Math.pow(2, -age / 10.0) * ROWS.get(49 - age).target())
            .sum();

    assertThat(estimate(draw(rows, 30, 0))).isCloseTo(expected, within(1e-12));
  }

  /**
   * The standard error of the mean of 4,000 draws is below 0.05: the test fails by chance never.
   */
  @ParameterizedTest
  @MethodSource("memories")
  void minibatchesAreUnbiased(Memory memory) {
    RememberedRows rows = filled(memory, 200);
    double expected = estimate(draw(rows, memory.rows(), 0));
    double mean =
        IntStream.range(0, 4000)
            .mapToDouble(number -> estimate(draw(rows, 16, number)))
            .average()
            .orElseThrow();
    double scale = rows.weight();

    assertThat(mean / scale).isCloseTo(expected / scale, within(0.1));
  }

  static Stream<Memory> memories() {
    return Stream.of(
        Memory.window(60),
        Memory.window(100, Duration.ofSeconds(40)),
        Memory.fading(100, 10),
        Memory.window(250, Duration.ofSeconds(60)),
        Memory.fading(100, Duration.ofSeconds(25)),
        Memory.all(60));
  }

  @Test
  void aWindowReachesBackByItsSpanAndByItsRows() {
    assertThat(filled(Memory.window(100, Duration.ofSeconds(40)), 200).weight())
        .as("the newest row and those of the 40 s before")
        .isEqualTo(41);
    assertThat(filled(Memory.window(30, Duration.ofSeconds(40)), 200).weight()).isEqualTo(30);
    RememberedRows rows = filled(Memory.window(100, Duration.ofSeconds(40)), 200);
    assertThat(rows.remembers(159)).isTrue();
    assertThat(rows.remembers(158)).isFalse();
    assertThat(rows.isSaturated()).isTrue();
    assertThat(filled(Memory.window(100, Duration.ofSeconds(40)), 40).isSaturated()).isFalse();
  }

  /** The posterior gets no narrower any more, however many rows come. */
  @ParameterizedTest
  @MethodSource("memoriesOfAMinute")
  void noChainIsWarmedAgainOnceTimeLimitsTheRows(Memory memory) {
    ChainGroupLearner learner = learner(memory);
    learn(learner, ROWS);

    assertThat(learner.snapshot().lastWarmStart()).isEqualTo(40);
  }

  @ParameterizedTest
  @MethodSource("memoriesOfAMinute")
  void chainsThatStartFromAPosteriorMakeNoWarmStart(Memory memory) {
    ChainGroupLearner learner = learner(memory);
    learner.startAt(new float[2][Streams.SPEC.dimension()]);
    List<String> events = new ArrayList<>();
    for (EncodedRow row : ROWS) {
      learner
          .learn(row, false)
          .map(round -> round.statistics().event())
          .ifPresent(event -> events.add("row " + row.sequence() + ": " + event));
    }

    assertThat(events).hasSize(1);
    assertThat(events.get(0)).matches("row 6[01]: 2 chains set out from the posterior .*");
  }

  /** A row comes each second. */
  static Stream<Memory> memoriesOfAMinute() {
    return Stream.of(
        Memory.window(1000, Duration.ofSeconds(60)), Memory.fading(1000, Duration.ofSeconds(20)));
  }

  /** The stream's first row has gone. */
  @Test
  void aRestoredWindowKnowsThatItIsFull() {
    Memory memory = Memory.window(100, Duration.ofSeconds(40));
    Window window = new Window(Streams.SPEC, memory);
    ROWS.subList(100, 200).forEach(window::put);

    assertThat(window.isSaturated()).isTrue();
    assertThat(window.saturation()).isZero();
    window.forgetBefore(195);
    assertThat(window.isSaturated()).as("with the rows after a drift it begins anew").isFalse();
    assertThat(window.saturation()).isEqualTo(100);
  }

  /** 60 rows, 20 places, 2,000 seeds: a chi-squared test that fails by chance once in 1,000. */
  @Test
  void ofAllRowsEachIsKeptWithTheSameProbability() {
    long[] kept = new long[60];
    for (int seed = 0; seed < 2000; seed++) {
      Reservoir rows = new Reservoir(Streams.SPEC, 20, seed);
      ROWS.subList(0, 60).forEach(rows::put);
      assertThat(rows.weight()).isEqualTo(60);
      for (int row = 0; row < 60; row++) {
        kept[row] += rows.remembers(row) ? 1 : 0;
      }
    }
    assertThat(Arrays.stream(kept).sum()).isEqualTo(20 * 2000);
    double expected = 2000.0 / 3;
    // Without replacement: counts vary less than independent ones, by the factor 2/3.
    double statistic =
        1.5
            * Arrays.stream(kept).mapToDouble(k -> (k - expected) * (k - expected)).sum()
            / expected;
    assertThat(statistic).as("59 degrees of freedom").isBetween(28.0, 98.3);
  }

  /**
   * A job that is killed keeps the rows that are remembered, and the learner goes on with these.
   */
  @ParameterizedTest
  @MethodSource("memories")
  void aRestoredLearnerContinuesBitForBit(Memory memory) {
    for (int stop : new int[] {20, 40, 83, 200}) {
      ChainGroupLearner undisturbed = learner(memory);
      ChainGroupLearner killed = learner(memory);
      List<EncodedRow> state = new ArrayList<>();
      learn(undisturbed, ROWS.subList(0, stop));
      for (EncodedRow row : ROWS.subList(0, stop)) {
        state.add(row);
        killed.learn(row, false);
        for (long forgotten : killed.forgotten()) {
          state.removeIf(each -> each.sequence() == forgotten);
        }
      }
      assertThat(state).as("state is bounded").hasSizeLessThanOrEqualTo(memory.rows() + 5);

      ChainGroupLearner restored = learner(memory);
      restored.restore(state, killed.snapshot());

      assertThat(learn(restored, ROWS.subList(stop, 260)))
          .as("stopped after %d rows", stop)
          .isNotEmpty()
          .usingRecursiveComparison(Bits.EXACT)
          .isEqualTo(learn(undisturbed, ROWS.subList(stop, 260)));
    }
  }

  private static ChainGroupLearner learner(Memory memory) {
    LearnerSettings usual = Streams.settings(new DriftSettings(50, false));
    LearnerSettings settings =
        new LearnerSettings(
            usual.warmUpRows(),
            memory,
            usual.rowsPerRound(),
            usual.stepsPerRow(),
            usual.batchRows(),
            usual.thinning(),
            usual.samplesPerChain(),
            usual.warmStart(),
            usual.drift(),
            usual.sampler());
    return new ChainGroupLearner(
        "m",
        0,
        new int[] {0, 1},
        Streams.SPEC,
        settings,
        Engines.find("scalar").create(Streams.SPEC, settings.engineRows()));
  }

  private static List<PosteriorSample> learn(ChainGroupLearner learner, List<EncodedRow> rows) {
    List<PosteriorSample> samples = new ArrayList<>();
    for (EncodedRow row : rows) {
      learner.learn(row, false).ifPresent(round -> samples.addAll(round.samples()));
    }
    return samples;
  }
}
