package org.smilestream.operators.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smilestream.operators.keyed.KeyedHarnesses.BY_KEY_AND_SEQUENCE;
import static org.smilestream.operators.keyed.KeyedHarnesses.MAX_PARALLELISM;
import static org.smilestream.operators.keyed.KeyedHarnesses.PLENTY;
import static org.smilestream.operators.keyed.KeyedHarnesses.assertSame;
import static org.smilestream.operators.keyed.KeyedHarnesses.harness;
import static org.smilestream.operators.keyed.KeyedHarnesses.learn;
import static org.smilestream.operators.keyed.KeyedHarnesses.open;
import static org.smilestream.operators.keyed.KeyedHarnesses.predictions;
import static org.smilestream.operators.keyed.KeyedHarnesses.row;
import static org.smilestream.operators.keyed.KeyedHarnesses.rows;
import static org.smilestream.operators.keyed.KeyedHarnesses.rowsOfAllKeys;
import static org.smilestream.operators.keyed.KeyedHarnesses.settings;
import static org.smilestream.operators.keyed.KeyedHarnesses.undisturbed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.data.Prediction;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Memory;
import org.smilestream.learner.Streams;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.state.ModelFingerprint;

/** Models of keys that go on from state: on the same heap, after a failure, or in another job. */
class KeyedStateTest {
  /** Memory for this many models. */
  private static KeyedModelSettings settingsWithRoomFor(int models) {
    return settings(KeyedModelSettings.NEVER, 1000, models * settings().bytesPerKey());
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
