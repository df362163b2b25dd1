package org.smilestream.operators.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.smilestream.operators.keyed.KeyedHarnesses.harness;
import static org.smilestream.operators.keyed.KeyedHarnesses.learn;
import static org.smilestream.operators.keyed.KeyedHarnesses.open;
import static org.smilestream.operators.keyed.KeyedHarnesses.row;
import static org.smilestream.operators.keyed.KeyedHarnesses.rows;
import static org.smilestream.operators.keyed.KeyedHarnesses.settings;

import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.Origin;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.control.ControlSplit;

/** Control records that drop the model of a key. */
class RetirementsTest {
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
}
