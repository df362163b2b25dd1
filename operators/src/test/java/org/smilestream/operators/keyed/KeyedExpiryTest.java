package org.smilestream.operators.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.smilestream.operators.keyed.KeyedHarnesses.MAX_PARALLELISM;
import static org.smilestream.operators.keyed.KeyedHarnesses.PLENTY;
import static org.smilestream.operators.keyed.KeyedHarnesses.assertSame;
import static org.smilestream.operators.keyed.KeyedHarnesses.harness;
import static org.smilestream.operators.keyed.KeyedHarnesses.learn;
import static org.smilestream.operators.keyed.KeyedHarnesses.open;
import static org.smilestream.operators.keyed.KeyedHarnesses.predictions;
import static org.smilestream.operators.keyed.KeyedHarnesses.row;
import static org.smilestream.operators.keyed.KeyedHarnesses.rows;
import static org.smilestream.operators.keyed.KeyedHarnesses.settings;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.operators.Harnesses;

/** Models of keys that come and go. */
class KeyedExpiryTest {
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
}
