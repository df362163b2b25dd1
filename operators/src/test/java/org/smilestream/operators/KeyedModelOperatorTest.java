package org.smilestream.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.MetricsReport;
import org.smilestream.data.Origin;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.Question;
import org.smilestream.data.Row;
import org.smilestream.data.TunerStatistics;
import org.smilestream.learner.Bits;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Memory;
import org.smilestream.learner.Streams;
import org.smilestream.sampler.CounterRandom;

class KeyedModelOperatorTest {
  private static final int MAX_PARALLELISM = 128;
  private static final ModelFingerprint MODEL = new ModelFingerprint(Map.of("model", "'test'"));
  private static final List<String> KEYS = List.of("oslo", "bergen", "tromsø", "moss", "bodø");
  private static final long PLENTY = 1L << 30;
  private static final Comparator<Prediction> BY_KEY_AND_SEQUENCE =
      Comparator.comparing(Prediction::model).thenComparingLong(Prediction::sequence);

  private static KeyedModelSettings settings(
      LearnerSettings learner, long idle, int maxKeys, long heapBytes) {
    return new KeyedModelSettings(
        "test",
        Streams.SPEC,
        Streams.SPEC.categorySlots(),
        learner,
        2,
        "scalar",
        LearningLimits.UNLIMITED,
        idle,
        maxKeys,
        heapBytes);
  }

  private static KeyedModelSettings settings(long idle, int maxKeys, long heapBytes) {
    return settings(Streams.settings(), idle, maxKeys, heapBytes);
  }

  private static KeyedModelSettings settings() {
    return settings(KeyedModelSettings.NEVER, 1000, PLENTY);
  }

  /** Memory for this many models. */
  private static KeyedModelSettings settingsWithRoomFor(int models) {
    return settings(KeyedModelSettings.NEVER, 1000, models * settings().bytesPerKey());
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, KeyedRow, Prediction> harness(
      KeyedModelSettings settings, boolean rocksDb, int parallelism, int subtask) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedModelOperator(settings, MODEL, List.of("in-0")),
            KeyedRow::key,
            Types.STRING,
            MAX_PARALLELISM,
            parallelism,
            subtask);
    harness.setStateBackend(
        rocksDb ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend());
    return harness;
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, KeyedRow, Prediction> open(
      KeyedModelSettings settings) throws Exception {
    var harness = harness(settings, false, 1, 0);
    harness.open();
    return harness;
  }

  /** Rows of a key: y = slope · (x₀ − x₁/2) + category/2 + noise of deviation 0.1, one a second. */
  private static List<KeyedRow> rows(String key, int count) {
    var random = CounterRandom.of(7, key.hashCode(), 0, CounterRandom.Use.MINIBATCH);
    var normal = ZigguratSampler.NormalizedGaussian.of(random);
    double slope = 1 + KEYS.indexOf(key);
    List<KeyedRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] x = {normal.sample(), normal.sample()};
      int category = random.nextInt(3);
      double y = slope * (x[0] - 0.5 * x[1]) + 0.5 * category + 0.1 * normal.sample();
      rows.add(new KeyedRow(key, row(key + i, 1000L * i, x, "c" + category, y, i), false));
    }
    return rows;
  }

  private static Row row(String id, long time, double[] x, String category, double y, long offset) {
    return new Row(id, time, x, new String[] {category}, y, new Origin("in", 0, offset, 0));
  }

  private static KeyedRow row(String key, long time) {
    return new KeyedRow(key, row(key + time, time, new double[2], "c", 1, time), false);
  }

  private static KeyedRow request(String key, double x) {
    Row row = row("q", 500_000, new double[] {x, 0}, "c0", Double.NaN, 0);
    return new KeyedRow(key, row, true);
  }

  /** Rows of all keys, those of one second after another. */
  private static List<KeyedRow> rowsOfAllKeys(int each) {
    List<List<KeyedRow>> columns = KEYS.stream().map(key -> rows(key, each)).toList();
    List<KeyedRow> rows = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      for (List<KeyedRow> column : columns) {
        rows.add(column.get(i));
      }
    }
    return rows;
  }

  /** Sends the rows, and the watermark after every seventh. */
  private static void learn(
      KeyedOneInputStreamOperatorTestHarness<String, KeyedRow, Prediction> harness,
      List<KeyedRow> rows)
      throws Exception {
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i).row();
      harness.processElement(rows.get(i), row.eventTime());
      if (i % 7 == 6) {
        harness.processWatermark(row.eventTime() - 1);
      }
    }
    harness.processWatermark(rows.get(rows.size() - 1).row().eventTime());
  }

  private static List<Prediction> predictions(
      AbstractStreamOperatorTestHarness<Prediction> harness) {
    return Harnesses.values(harness).stream().sorted(BY_KEY_AND_SEQUENCE).toList();
  }

  private static List<Prediction> undisturbed(List<KeyedRow> rows) throws Exception {
    try (var harness = open(settings())) {
      learn(harness, rows);
      return predictions(harness);
    }
  }

  private static void assertSame(List<Prediction> actual, List<Prediction> expected) {
    assertThat(actual).usingRecursiveComparison(Bits.EXACT).isEqualTo(expected);
  }

  @Test
  void eachKeyIsPredictedByItsOwnModelBeforeItIsLearnedFrom() throws Exception {
    try (var harness = open(settings())) {
      learn(harness, rowsOfAllKeys(200));

      List<Prediction> predictions = predictions(harness);
      assertThat(predictions).hasSize(5 * 200);
      for (String key : KEYS) {
        List<Prediction> own =
            predictions.stream().filter(p -> p.model().equals("test/" + key)).toList();
        for (int i = 0; i < own.size(); i++) {
          assertThat(own.get(i).sequence()).isEqualTo(i);
          assertThat(own.get(i).id()).isEqualTo(key + i);
        }
        assertThat(own.get(0).number()).as("nothing is known").isNull();
        assertThat(own.get(39).provenance().phase()).isEqualTo(Phase.WARMING_UP);
        assertThat(own.get(40).provenance().phase()).isEqualTo(Phase.TUNING);
        assertThat(own.get(199).provenance().phase()).isEqualTo(Phase.SAMPLING);
        assertThat(own.get(199).provenance().samples()).isEqualTo(2 * 4);
        // The targets of a key have a deviation of its slope; what is learned is far closer.
        double error =
            own.subList(150, 200).stream()
                .mapToDouble(p -> Math.abs(p.target() - p.number().mean()))
                .average()
                .orElseThrow();
        assertThat(error).as(key).isLessThan(0.25 * (1 + KEYS.indexOf(key)));
      }
    }
  }

  @Test
  void metricsAreTold() throws Exception {
    try (var harness = open(settings())) {
      learn(harness, rowsOfAllKeys(50));
      harness.setProcessingTime(OperatorMetrics.INTERVAL_MILLIS);

      MetricsReport report = Harnesses.values(harness, OperatorMetrics.REPORTS).get(0);
      List<String> names = List.of(report.names());
      assertThat(names)
          .containsExactlyInAnyOrderElementsOf(
              KeyedModelMetrics.ALL.stream().map(metric -> "keys." + metric.name()).toList());
      assertThat(report.values()[names.indexOf("keys.models")]).isEqualTo(KEYS.size());
      assertThat(report.values()[names.indexOf("keys.created")]).isEqualTo(KEYS.size());
      assertThat(report.values()[names.indexOf("keys.observations")]).isEqualTo(50 * KEYS.size());
      assertThat(report.values()[names.indexOf("keys.refusedRows")]).isZero();
    }
  }

  @Test
  void whatAKeyLearnsDoesNotDependOnOtherKeys() throws Exception {
    List<Prediction> together = undisturbed(rowsOfAllKeys(120));

    for (String key : KEYS) {
      assertSame(
          undisturbed(rows(key, 120)),
          together.stream().filter(p -> p.model().equals("test/" + key)).toList());
    }
  }

  @Test
  void keysWithTheSameRowsHaveChainsOfTheirOwn() throws Exception {
    List<KeyedRow> rows = new ArrayList<>();
    for (KeyedRow row : rows("oslo", 60)) {
      rows.add(row);
      rows.add(new KeyedRow("moss", row.row(), false));
    }
    List<Prediction> predictions = undisturbed(rows);

    assertThat(predictions.get(59).number().mean())
        .isNotEqualTo(predictions.get(119).number().mean());
  }

  @Test
  void rowsThatWaitLeaveInTheOrderOfTime() throws Exception {
    try (var harness = open(settings())) {
      for (long time : new long[] {30, 10, 20}) {
        harness.processElement(row("oslo", time), time);
      }
      harness.processWatermark(20);

      assertThat(predictions(harness))
          .extracting(Prediction::id)
          .containsExactly("oslo10", "oslo20");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void modelsContinueBitForBitAfterAFailure(boolean rocksDb) throws Exception {
    List<KeyedRow> rows = rowsOfAllKeys(130);
    List<Prediction> undisturbed = undisturbed(rows);
    // In the warm-up and in the tuning, with rows that wait for the watermark.
    for (int failure : new int[] {83, 401}) {
      var killed = harness(settings(), rocksDb, 1, 0);
      killed.open();
      for (KeyedRow row : rows.subList(0, failure)) {
        killed.processElement(row, row.row().eventTime());
      }
      killed.processWatermark(rows.get(failure - 20).row().eventTime());
      List<Prediction> all = new ArrayList<>(predictions(killed));
      OperatorSubtaskState state = Harnesses.kill(killed);

      try (var restored = harness(settings(), rocksDb, 1, 0)) {
        restored.initializeState(state);
        restored.open();
        learn(restored, rows.subList(failure, rows.size()));
        all.addAll(predictions(restored));
      }
      all.sort(BY_KEY_AND_SEQUENCE);
      assertSame(all, undisturbed);
    }
  }

  /** Each row asks for a model that is not on the heap. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void modelsThatDoNotFitOnTheHeapAreTheSame(int atHand) throws Exception {
    List<KeyedRow> rows = rowsOfAllKeys(200);
    KeyedModelSettings settings = settingsWithRoomFor(atHand);
    assertThat(settings.keysAtHand()).isEqualTo(atHand);
    try (var harness = harness(settings, true, 1, 0)) {
      harness.open();
      learn(harness, rows);

      assertSame(predictions(harness), undisturbed(rows));
    }
  }

  @Test
  void modelsGoOnAtAnotherParallelism() throws Exception {
    List<KeyedRow> rows = rowsOfAllKeys(150);
    var one = harness(settings(), true, 1, 0);
    one.open();
    learn(one, rows.subList(0, 400));
    List<Prediction> all = new ArrayList<>(predictions(one));
    OperatorSubtaskState state = Harnesses.kill(one);

    for (int subtask = 0; subtask < 2; subtask++) {
      OperatorSubtaskState own =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              state, MAX_PARALLELISM, 1, 2, subtask);
      try (var harness = harness(settings(), true, 2, subtask)) {
        harness.initializeState(own);
        harness.open();
        int part = subtask;
        List<KeyedRow> rest =
            rows.subList(400, rows.size()).stream()
                .filter(row -> subtaskOf(row.key()) == part)
                .toList();
        assertThat(rest).as("rows of subtask %d", subtask).isNotEmpty();
        learn(harness, rest);
        all.addAll(predictions(harness));
      }
    }
    all.sort(BY_KEY_AND_SEQUENCE);
    assertSame(all, undisturbed(rows));
  }

  private static int subtaskOf(String key) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX_PARALLELISM, 2);
  }

  /** The window shrinks and grows, chains come and go: state is laid out anew. */
  @Test
  void otherSettingsOfTheWindowAndTheSamplesGoOn() throws Exception {
    List<KeyedRow> rows = rows("oslo", 400);
    OperatorSubtaskState state;
    try (var first = harness(settings(), true, 1, 0)) {
      first.open();
      learn(first, rows.subList(0, 200));
      state = first.snapshot(1, 1);
    }
    KeyedModelSettings other = settings(resized(60, 7), KeyedModelSettings.NEVER, 1000, PLENTY);
    List<Prediction> undisturbed;
    OperatorSubtaskState second;
    try (var harness = harness(other, true, 1, 0)) {
      harness.initializeState(state);
      harness.open();
      learn(harness, rows.subList(200, 300));
      second = harness.snapshot(2, 2);
      harness.getOutput().clear();
      learn(harness, rows.subList(300, 400));
      undisturbed = predictions(harness);
    }
    assertThat(undisturbed.get(99).provenance().samples()).isEqualTo(2 * 7);
    try (var harness = harness(other, true, 1, 0)) {
      harness.initializeState(second);
      harness.open();
      learn(harness, rows.subList(300, 400));
      assertSame(predictions(harness), undisturbed);
    }
  }

  private static LearnerSettings resized(int windowRows, int samplesPerChain) {
    LearnerSettings usual = Streams.settings();
    return new LearnerSettings(
        usual.warmUpRows(),
        Memory.window(windowRows),
        usual.rowsPerRound(),
        usual.stepsPerRow(),
        usual.batchRows(),
        usual.thinning(),
        samplesPerChain,
        usual.warmStart(),
        usual.drift(),
        usual.sampler());
  }

  @Test
  void requestsAreAnsweredAtOnceAndLeaveNothingBehind() throws Exception {
    List<KeyedRow> rows = rowsOfAllKeys(200);
    try (var harness = open(settings())) {
      learn(harness, rows.subList(0, 500));
      harness.getOutput().clear();
      harness.processElement(request("oslo", 1), 0);
      harness.processElement(request("bodø", 1), 0);
      harness.processElement(request("unheard of", 1), 0);
      Question question = new Question(new double[] {0.01, 0.99}, new double[] {1e6});
      Row asking = request("oslo", 1).row().asking(question);
      harness.processElement(new KeyedRow("oslo", asking, true), 0);

      List<Prediction> answers = Harnesses.values(harness);
      assertThat(answers).extracting(Prediction::sequence).containsExactly(-1L, -1L, -1L, -1L);
      assertThat(answers)
          .extracting(Prediction::model)
          .containsExactly("test/oslo", "test/bodø", "test/unheard of", "test/oslo");
      assertThat(answers.get(0).number().mean()).isCloseTo(1, offset(0.5));
      assertThat(answers.get(1).number().mean()).isCloseTo(5, offset(1.5));
      assertThat(answers.get(2).provenance().phase()).isEqualTo(Phase.WARMING_UP);
      assertThat(answers.get(2).number()).isNull();
      assertThat(answers.get(0).number().answer()).isNull();
      assertThat(answers.get(3).number().answer().quantiles()[0])
          .isLessThan(answers.get(0).number().quantiles()[0]);
      assertThat(answers.get(3).number().answer().quantiles()[1])
          .isGreaterThan(answers.get(0).number().quantiles()[4]);
      assertThat(answers.get(3).number().answer().exceedances()[0]).isCloseTo(0, offset(1e-12));
      harness.getOutput().clear();
      learn(harness, rows.subList(500, 1000));
      assertSame(
          predictions(harness),
          undisturbed(rows).stream().filter(p -> p.sequence() >= 100).toList());
    }
  }

  @Test
  void anIdleKeyExpiresAndBeginsAnew() throws Exception {
    try (var harness = open(settings(10_000, 1000, PLENTY))) {
      learn(harness, rows("oslo", 50));
      harness.processWatermark(49_000 + 9_999);
      assertThat(Harnesses.values(harness, KeyedModelOperator.SCORES)).isEmpty();

      harness.processElement(row("moss", 70_000), 70_000);
      harness.processWatermark(59_000);

      List<KeyScores> scores = Harnesses.values(harness, KeyedModelOperator.SCORES);
      assertThat(scores).extracting(KeyScores::name).containsExactly("test/oslo");
      assertThat(scores.get(0).gone()).isTrue();
      assertThat(scores.get(0).sequence()).isEqualTo(49);
      harness.processElement(row("oslo", 71_000), 71_000);
      harness.processWatermark(72_000);
      assertThat(predictions(harness))
          .filteredOn(p -> p.id().equals("oslo71000"))
          .singleElement()
          .satisfies(
              p -> {
                assertThat(p.sequence()).isZero();
                assertThat(p.provenance().phase()).isEqualTo(Phase.WARMING_UP);
                assertThat(p.number()).as("nothing is known").isNull();
              });
    }
  }

  /** Nothing is left of keys that came once, in any state. */
  @Test
  void expiredKeysLeaveNoState() throws Exception {
    try (var harness = open(settings(10_000, 1000, 1))) {
      for (int i = 0; i < 200; i++) {
        harness.processElement(row("key " + i, i), i);
      }
      harness.processWatermark(1000);
      harness.snapshot(1, 1);
      assertThat(harness.numKeyedStateEntries()).isEqualTo(2 * 200);
      harness.processWatermark(20_000);

      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  /** However far the watermark jumps, a key is as idle as its rows say. */
  @Test
  void expiryDependsOnTheRowsOnly() throws Exception {
    List<KeyedRow> rows = new ArrayList<>();
    for (long time : new long[] {0, 9_999, 19_998, 29_998, 39_000, 60_000, 60_001}) {
      rows.add(row("oslo", time));
    }
    List<Prediction> stepwise;
    try (var harness = open(settings(10_000, 1000, PLENTY))) {
      for (KeyedRow row : rows) {
        harness.processElement(row, row.row().eventTime());
        harness.processWatermark(row.row().eventTime());
      }
      stepwise = Harnesses.values(harness);
    }
    assertThat(stepwise)
        .extracting(Prediction::sequence)
        .containsExactly(0L, 1L, 2L, 0L, 1L, 0L, 1L);
    try (var harness = open(settings(10_000, 1000, PLENTY))) {
      for (KeyedRow row : rows) {
        harness.processElement(row, row.row().eventTime());
      }
      harness.processWatermark(Long.MAX_VALUE);
      assertSame(Harnesses.values(harness), stepwise);
    }
  }

  @Test
  void aRestoredKeyExpiresEvenIfTheOptionIsNew() throws Exception {
    var killed = open(settings());
    learn(killed, rows("oslo", 50));
    OperatorSubtaskState state = Harnesses.kill(killed);

    try (var harness = harness(settings(10_000, 1000, PLENTY), false, 1, 0)) {
      harness.initializeState(state);
      harness.open();
      harness.processWatermark(59_000);
      assertThat(Harnesses.values(harness, KeyedModelOperator.SCORES)).hasSize(1);
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  /** One model for each key group. */
  @Test
  void aFloodOfKeysTakesNothingFromThoseThatAreKnown() throws Exception {
    OperatorSubtaskState state;
    try (var harness = open(settings(10_000, 1, PLENTY))) {
      for (int i = 0; i < 1000; i++) {
        harness.processElement(row("key " + i, i), i);
      }
      harness.processWatermark(999);

      List<DeadLetter> refused = Harnesses.values(harness, KeyedModelOperator.REFUSED);
      int models = Harnesses.values(harness).size();
      assertThat(models).isBetween(100, MAX_PARALLELISM);
      assertThat(refused).hasSize(1000 - models);
      assertThat(refused.get(0).code()).isEqualTo(DeadLetter.NO_ROOM);
      assertThat(refused.get(0).reason())
          .matches(
              "row 'key \\d+' is of the new key 'key \\d+', for which option 'model.max-keys'"
                  + " leaves no room: its key group has 1 models");
      state = harness.snapshot(1, 1);
    }
    try (var harness = harness(settings(10_000, 1, PLENTY), false, 1, 0)) {
      harness.initializeState(state);
      harness.open();
      harness.processElement(row("key 0", 2000), 2000);
      harness.processElement(row("key 999", 2000), 2000);
      harness.processWatermark(2000);
      assertThat(Harnesses.values(harness)).extracting(Prediction::id).containsExactly("key 02000");
      assertThat(Harnesses.values(harness, KeyedModelOperator.REFUSED)).hasSize(1);

      harness.processElement(row("key 999", 30_000), 30_000);
      harness.processWatermark(30_000);
      assertThat(Harnesses.values(harness)).as("others have expired").hasSize(2);
    }
  }

  private static KeyedRow retirement(String key, long from) {
    return retirement("drop " + key + " at " + from, key, from);
  }

  private static KeyedRow retirement(String id, String key, long from) {
    return KeyedRow.of(
        new ControlRecord(
            id,
            null,
            ControlRecord.Kind.RETIRE,
            from,
            Map.of(),
            false,
            key,
            new Origin("control", 0, from, 0)));
  }

  private static List<String> acknowledged(
      KeyedOneInputStreamOperatorTestHarness<String, KeyedRow, Prediction> harness) {
    return Harnesses.values(harness, ControlSplit.ACKNOWLEDGEMENTS).stream()
        .map(each -> each.id() + ": " + each.status())
        .toList();
  }

  /** Rows of the very millisecond before are its last, wherever its model lies. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRetiredModelIsDroppedBetweenTwoRows(boolean restored) throws Exception {
    var first = harness(settings(), true, 1, 0);
    first.open();
    learn(first, rows("oslo", 50));
    first.processElement(retirement("oslo", 51_000), 0);
    first.processElement(retirement("bergen", 51_000), 0);
    first.processElement(row("oslo", 50_999), 50_999);
    first.processElement(row("oslo", 51_000), 51_000);
    OperatorSubtaskState state = restored ? Harnesses.kill(first) : null;
    var harness = restored ? harness(settings(), true, 1, 0) : first;
    if (restored) {
      harness.initializeState(state);
      harness.open();
    }
    harness.processWatermark(60_000);

    List<Prediction> newest = Harnesses.values(harness);
    assertThat(newest.subList(newest.size() - 2, newest.size()))
        .extracting(Prediction::id, Prediction::sequence, p -> p.provenance().phase())
        .containsExactly(
            tuple("oslo50999", 50L, Phase.TUNING), tuple("oslo51000", 0L, Phase.WARMING_UP));
    assertThat(acknowledged(harness))
        .containsExactlyInAnyOrder("drop oslo at 51000: APPLIED", "drop bergen at 51000: REFUSED");
    assertThat(Harnesses.values(harness, KeyedModelOperator.SCORES))
        .extracting(KeyScores::gone)
        .containsExactly(true);

    harness.processElement(retirement("oslo", 7), 0);
    harness.processWatermark(60_001);
    assertThat(acknowledged(harness)).last().isEqualTo("drop oslo at 7: LATE");
    harness.processElement(row("oslo", 70_000), 70_000);
    harness.processWatermark(70_000);
    assertThat(Harnesses.values(harness)).last().extracting(Prediction::sequence).isEqualTo(0L);
    harness.close();
  }

  @Test
  void aRetirementThatSaysWhatAnotherSaysIsRefused() throws Exception {
    try (var harness = open(settings())) {
      learn(harness, rows("oslo", 50));
      harness.processElement(retirement("first", "oslo", 51_000), 0);
      harness.processElement(retirement("second", "oslo", 51_000), 0);
      harness.processElement(retirement("other", "oslo", 52_000), 0);

      assertThat(Harnesses.values(harness, ControlSplit.ACKNOWLEDGEMENTS))
          .extracting(each -> each.id() + ": " + each.status() + ", " + each.message())
          .containsExactly("second: REFUSED, record 'first' says the same");
      harness.processWatermark(60_000);
      assertThat(acknowledged(harness))
          .containsExactly("second: REFUSED", "first: APPLIED", "other: REFUSED");
    }
  }

  /** Those of other key groups find room, and so does one when its time has come for another. */
  @Test
  void retirementsThatWaitForAFarTimeHaveALimit() throws Exception {
    var killed = harness(settings(), true, 1, 0);
    killed.open();
    for (int i = 1; i <= 1_000; i++) {
      killed.processElement(retirement("oslo", i), 0);
    }
    var state = Harnesses.kill(killed);
    try (var restored = harness(settings(), true, 1, 0)) {
      restored.initializeState(state);
      restored.open();
      restored.processElement(retirement("oslo", 1_001), 0);
      restored.processElement(retirement("bergen", 1_001), 0);
      assertThat(Harnesses.values(restored, ControlSplit.ACKNOWLEDGEMENTS))
          .extracting(each -> each.id() + ": " + each.status() + ", " + each.message())
          .containsExactly(
              "drop oslo at 1001: REFUSED, 1000 others of its key group wait for their time");

      restored.processWatermark(0);
      restored.processElement(retirement("oslo", 1_002), 0);
      assertThat(acknowledged(restored))
          .containsExactly("drop oslo at 1001: REFUSED", "drop oslo at 1: REFUSED");
    }
  }

  @Test
  void scoresComeEveryHundredRowsAndLeaveOutTheFirst() throws Exception {
    try (var harness = open(settings())) {
      learn(harness, rows("oslo", 310));

      List<KeyScores> scores = Harnesses.values(harness, KeyedModelOperator.SCORES);
      assertThat(scores).extracting(KeyScores::sequence).containsExactly(199L, 299L);
      assertThat(scores).extracting(s -> s.scores().rows()).containsExactly(100L, 200L);
      double mean =
          predictions(harness).subList(100, 200).stream()
              .mapToDouble(p -> p.score().logDensity())
              .average()
              .orElseThrow();
      assertThat(scores.get(0).scores().logPredictiveDensity()).isCloseTo(mean, offset(1e-12));
    }
  }

  /** 46 rounds of 20 steps after the warm start. */
  @Test
  void theTunerTopicIsNotFlooded() throws Exception {
    try (var harness = open(settings())) {
      learn(harness, rows("oslo", 600));

      List<TunerStatistics> records = Harnesses.values(harness, KeyedModelOperator.STATISTICS);
      assertThat(records).hasSizeLessThan(6);
      assertThat(records.get(0).event()).startsWith("2 chains warmed on 40 rows");
      assertThat(records).extracting(TunerStatistics::model).containsOnly("test/oslo");
      assertThat(records)
          .filteredOn(r -> r.event() == null)
          .extracting(TunerStatistics::steps)
          .containsExactly(2000L);
    }
  }

  @Test
  void stateOfAnotherModelIsRefused() throws Exception {
    var killed = open(settings());
    learn(killed, rows("oslo", 10));
    OperatorSubtaskState state = Harnesses.kill(killed);
    var other =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedModelOperator(
                settings(), new ModelFingerprint(Map.of("model", "'other'")), List.of()),
            KeyedRow::key,
            Types.STRING,
            MAX_PARALLELISM,
            1,
            0);

    assertThatThrownBy(() -> other.initializeState(state))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .hasMessageContaining("model was 'test' and is 'other'");
    other.close();
  }
}
