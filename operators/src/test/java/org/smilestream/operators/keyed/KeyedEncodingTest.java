package org.smilestream.operators.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Origin;
import org.smilestream.data.Row;
import org.smilestream.learner.Bits;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Streams;
import org.smilestream.operators.chains.LearningLimits;
import org.smilestream.operators.order.Dictionaries;
import org.smilestream.posterior.PredictiveScores;

/** A warm-up of 40 rows; two numbers and a category of four slots. */
class KeyedEncodingTest {
  private static final LearnerSettings LEARNER = Streams.settings();
  private static final KeyedModelSettings SETTINGS =
      new KeyedModelSettings(
          "test",
          Streams.SPEC,
          Streams.SPEC.categorySlots(),
          LEARNER,
          1,
          "scalar",
          LearningLimits.UNLIMITED,
          KeyedModelSettings.NEVER,
          1,
          1);

  private static Row row(int number) {
    return new Row(
        "row-" + number,
        number,
        new double[] {number / 3.0, -number},
        new String[] {"c" + number % 5},
        number,
        new Origin("in", 0, number, 0));
  }

  /** Lets the encoding follow rows; those that can be learned from. */
  private static List<EncodedRow> follow(KeyedEncoding encoding, int from, int to) {
    List<EncodedRow> scaled = new ArrayList<>();
    for (int i = from; i < to; i++) {
      scaled.addAll(encoding.follow(encoding.next(i, row(i))));
    }
    return scaled;
  }

  @Test
  void theScalerFollowsTheRowsUntilTheWarmUpIsOver() {
    KeyedEncoding encoding = KeyedEncoding.start(SETTINGS);
    assertThat(encoding.scaler()).isNull();
    assertThat(follow(encoding, 0, 39)).isEmpty();
    assertThat(encoding.isFrozen()).isFalse();
    assertThat(encoding.scaler().version()).isZero();
    assertThat(encoding.next(39, row(39)).numeric()).containsExactly(13, -39);

    List<EncodedRow> scaled = follow(encoding, 39, 40);

    assertThat(scaled).extracting(EncodedRow::sequence).hasSize(40).startsWith(0L, 1L);
    assertThat(scaled).extracting(EncodedRow::scalerVersion).containsOnly(1);
    assertThat(encoding.warmUp()).isEmpty();
    EncodedRow next = encoding.next(40, row(40));
    assertThat(next.target()).isEqualTo(encoding.frozen().scaleTarget(40));
    assertThat(next.rawTarget()).isEqualTo(40);
  }

  @Test
  void featuresAreWhatTheWindowKeepsInState() {
    KeyedEncoding encoding = KeyedEncoding.start(SETTINGS);
    follow(encoding, 0, 40);

    double[] exact = encoding.frozen().scale(row(50).numeric());

    assertThat(encoding.next(50, row(50)).numeric())
        .containsExactly((float) exact[0], (float) exact[1])
        .isNotEqualTo(exact);
  }

  /** Three slots beside that of other categories. */
  @Test
  void onlyRowsThatAreLearnedFromBringCategories() {
    KeyedEncoding encoding = KeyedEncoding.start(SETTINGS);

    assertThat(encoding.request(row(1)).categories()).containsExactly(Dictionaries.OTHER);
    assertThat(encoding.next(0, row(1)).categories()).containsExactly(1);
    assertThat(encoding.next(1, row(0)).categories()).containsExactly(2);
    assertThat(encoding.request(row(1)).categories()).containsExactly(1);
    assertThat(encoding.request(row(1)).target()).isNaN();
    assertThat(encoding.categories()).isDeepEqualTo(new String[][] {{"c1", "c0"}});
  }

  @Test
  void aRestoredOneGoesOnBeforeAndAfterTheWarmUp() {
    for (int stop : new int[] {1, 39, 40, 60}) {
      KeyedEncoding undisturbed = KeyedEncoding.start(SETTINGS);
      List<EncodedRow> expected = through(undisturbed, 0, 80);
      KeyedEncoding killed = KeyedEncoding.start(SETTINGS);
      List<EncodedRow> rows = new ArrayList<>(through(killed, 0, stop));

      rows.addAll(through(KeyedEncoding.restore(SETTINGS, state(killed)), stop, 80));

      assertThat(rows)
          .as("stopped after %d rows", stop)
          .usingRecursiveComparison(Bits.EXACT)
          .isEqualTo(expected);
    }
  }

  /** All rows that can be learned from. */
  private static List<EncodedRow> through(KeyedEncoding encoding, int from, int to) {
    List<EncodedRow> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      if (encoding.isFrozen()) {
        rows.add(encoding.next(i, row(i)));
      } else {
        rows.addAll(follow(encoding, i, i + 1));
      }
    }
    return rows;
  }

  private static KeyedModelState state(KeyedEncoding encoding) {
    return new KeyedModelState(
        0,
        0,
        encoding.frozen(),
        encoding.warmUp(),
        encoding.categories(),
        null,
        List.of(),
        PredictiveScores.NONE,
        150,
        4);
  }
}
