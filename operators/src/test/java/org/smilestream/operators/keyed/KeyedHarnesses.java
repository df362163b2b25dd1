package org.smilestream.operators.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.smilestream.data.Origin;
import org.smilestream.data.Prediction;
import org.smilestream.data.Row;
import org.smilestream.learner.Bits;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Streams;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.chains.LearningLimits;
import org.smilestream.operators.state.ModelFingerprint;
import org.smilestream.sampler.CounterRandom;

/** Rows of five keys, as the tests of {@link KeyedModelOperator} bring them. */
final class KeyedHarnesses {
  static final int MAX_PARALLELISM = 128;
  static final ModelFingerprint MODEL = new ModelFingerprint(Map.of("model", "'test'"));
  static final List<String> KEYS = List.of("oslo", "bergen", "tromsø", "moss", "bodø");
  static final long PLENTY = 1L << 30;
  static final Comparator<Prediction> BY_KEY_AND_SEQUENCE =
      Comparator.comparing(Prediction::model).thenComparingLong(Prediction::sequence);

  private KeyedHarnesses() {}

  static KeyedModelSettings settings(
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

  static KeyedModelSettings settings(long idle, int maxKeys, long heapBytes) {
    return settings(Streams.settings(), idle, maxKeys, heapBytes);
  }

  static KeyedModelSettings settings() {
    return settings(KeyedModelSettings.NEVER, 1000, PLENTY);
  }

  static KeyedOneInputStreamOperatorTestHarness<String, KeyedRow, Prediction> harness(
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

  static KeyedOneInputStreamOperatorTestHarness<String, KeyedRow, Prediction> open(
      KeyedModelSettings settings) throws Exception {
    var harness = harness(settings, false, 1, 0);
    harness.open();
    return harness;
  }

  /** Rows of a key: y = slope · (x₀ − x₁/2) + category/2 + noise of deviation 0.1, one a second. */
  static List<KeyedRow> rows(String key, int count) {
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

  static Row row(String id, long time, double[] x, String category, double y, long offset) {
    return new Row(id, time, x, new String[] {category}, y, new Origin("in", 0, offset, 0));
  }

  static KeyedRow row(String key, long time) {
    return new KeyedRow(key, row(key + time, time, new double[2], "c", 1, time), false);
  }

  /** Rows of all keys, those of one second after another. */
  static List<KeyedRow> rowsOfAllKeys(int each) {
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
  static void learn(
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

  static List<Prediction> predictions(AbstractStreamOperatorTestHarness<Prediction> harness) {
    return Harnesses.values(harness).stream().sorted(BY_KEY_AND_SEQUENCE).toList();
  }

  static List<Prediction> undisturbed(List<KeyedRow> rows) throws Exception {
    try (var harness = open(settings())) {
      learn(harness, rows);
      return predictions(harness);
    }
  }

  static void assertSame(List<Prediction> actual, List<Prediction> expected) {
    assertThat(actual).usingRecursiveComparison(Bits.EXACT).isEqualTo(expected);
  }
}
