package org.smilestream.operators.champion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.Promotion;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.prediction.ModelPredictions;

public class ChampionOperatorTest {
  private static final List<String> TWO = List.of("old", "new");
  private static final PromotionSettings AUTO = new PromotionSettings(true, 0.01, 5_000);
  private static final PromotionSettings REPORT = new PromotionSettings(false, 0.01, 5_000);

  private static OneInputStreamOperatorTestHarness<Prediction, Prediction> harness(
      List<String> models, PromotionSettings settings) throws Exception {
    return new OneInputStreamOperatorTestHarness<>(
        new ProcessOperator<>(new ChampionOperator(models, settings)));
  }

  private static void send(
      OneInputStreamOperatorTestHarness<Prediction, Prediction> harness, Prediction prediction)
      throws Exception {
    harness.processElement(prediction, prediction.eventTime());
  }

  /** A row that both predict, the challenger better by {@code gain}. */
  private static void row(
      OneInputStreamOperatorTestHarness<Prediction, Prediction> harness, long row, double gain)
      throws Exception {
    send(harness, ModelPredictions.of("old", row, -4));
    send(harness, ModelPredictions.of("new", row, -4 + gain));
  }

  private static List<Promotion> promotions(
      OneInputStreamOperatorTestHarness<Prediction, Prediction> harness) {
    return Harnesses.values(harness, ChampionOperator.PROMOTIONS);
  }

  private static void assertOneAnswerEach(List<Prediction> answers, long rows) {
    assertThat(answers)
        .extracting(Prediction::sequence)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, rows).boxed().toList());
  }

  @Test
  void aBetterChallengerAnswersForTheRowsAfterItsPromotion() throws Exception {
    try (var harness = harness(TWO, AUTO)) {
      harness.open();
      Random random = new Random(3);
      for (int i = 0; i < 1_000; i++) {
        row(harness, i, 0.2 + 0.4 * random.nextGaussian());
      }

      assertThat(promotions(harness)).hasSize(1);
      Promotion promotion = promotions(harness).get(0);
      assertThat(promotion.model()).isEqualTo("new");
      assertThat(promotion.champion()).isEqualTo("old");
      assertThat(promotion.promoted()).isTrue();
      assertThat(promotion.rows()).isEqualTo(promotion.eventTime() + 1).isBetween(30L, 500L);
      assertThat(promotion.after()).isEqualTo(promotion.eventTime());
      assertThat(promotion.meanGain()).isBetween(0.1, 0.4);
      assertThat(promotion.logEvidence()).isGreaterThan(-Math.log(0.01));
      assertOneAnswerEach(Harnesses.values(harness), 1_000);
      assertThat(Harnesses.values(harness))
          .allSatisfy(
              each ->
                  assertThat(each.model())
                      .isEqualTo(each.eventTime() <= promotion.after() ? "old" : "new"));
    }
  }

  /** Ten streams of 5,000 rows with a rate of 0.01 each: one false alarm has a chance of 0.1. */
  @Test
  void anEqualChallengerStaysOne() throws Exception {
    for (int seed = 0; seed < 10; seed++) {
      try (var harness = harness(TWO, AUTO)) {
        harness.open();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
          row(harness, i, 0.5 * random.nextGaussian());
        }
        assertThat(promotions(harness)).isEmpty();
        assertThat(Harnesses.values(harness)).extracting(Prediction::model).containsOnly("old");
      }
    }
  }

  /** What was bad for long does not stand in the way of what is good now. */
  @Test
  void aComparisonBeginsAnewAfterItsWindow() throws Exception {
    try (var harness = harness(TWO, new PromotionSettings(true, 0.01, 500))) {
      harness.open();
      Random random = new Random(3);
      for (int i = 0; i < 5_000; i++) {
        row(harness, i, -2 + 0.4 * random.nextGaussian());
      }
      for (int i = 5_000; i < 5_500; i++) {
        row(harness, i, 0.4 + 0.4 * random.nextGaussian());
      }
      assertThat(promotions(harness)).hasSize(1);
    }
  }

  @Test
  void withoutPromotionItIsReportedOnce() throws Exception {
    try (var harness = harness(TWO, REPORT)) {
      harness.open();
      for (int i = 0; i < 1_000; i++) {
        row(harness, i, 0.5);
      }
      assertThat(promotions(harness)).hasSize(1);
      assertThat(promotions(harness).get(0).promoted()).isFalse();
      assertThat(Harnesses.values(harness)).extracting(Prediction::model).containsOnly("old");
    }
  }

  /** Models run ahead and fall behind, and subtasks mix their rows: each row has one answer. */
  @Test
  void whicheverIsAheadEachRowHasOneAnswer() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      try (var harness = harness(TWO, AUTO)) {
        harness.open();
        Random random = new Random(seed);
        List<List<Prediction>> streams = new ArrayList<>();
        for (String model : TWO) {
          double logDensity = model.equals("new") ? -3 : -4;
          List<Prediction> stream =
              new ArrayList<>(
                  IntStream.range(0, 400)
                      .mapToObj(row -> ModelPredictions.of(model, row, logDensity))
                      .toList());
          for (int i = 0; i < 400; i += 10) {
            Collections.shuffle(stream.subList(i, i + 10), random);
          }
          streams.add(stream);
        }
        int[] at = {0, 0};
        while (at[0] + at[1] < 800) {
          int model = random.nextInt(2);
          for (int many = random.nextInt(40); many > 0 && at[model] < 400; many--) {
            send(harness, streams.get(model).get(at[model]++));
          }
        }
        assertThat(promotions(harness)).hasSize(1);
        assertOneAnswerEach(Harnesses.values(harness), 400);
      }
    }
  }

  @Test
  void aChallengerThatIsFarBehindHasToCatchUpFirst() throws Exception {
    try (var harness = harness(TWO, AUTO)) {
      harness.open();
      for (int i = 0; i < 1_000; i++) {
        send(harness, ModelPredictions.of("old", i, -4));
      }
      for (int i = 0; i < 800; i++) {
        send(harness, ModelPredictions.of("new", i, -3));
      }
      assertThat(promotions(harness)).isEmpty();
      for (int i = 800; i < 950; i++) {
        send(harness, ModelPredictions.of("new", i, -3));
      }
      assertThat(promotions(harness)).hasSize(1);
      assertThat(promotions(harness).get(0).after()).isEqualTo(999);
      assertThat(promotions(harness).get(0).eventTime()).isEqualTo(899);
    }
  }

  @Test
  void rowsBeforeTheChainsSampleAreNotCompared() throws Exception {
    try (var harness = harness(TWO, AUTO)) {
      harness.open();
      for (int i = 0; i < 500; i++) {
        send(harness, ModelPredictions.of("old", i, -4));
        send(harness, ModelPredictions.of("new", i, Phase.TUNING, 1, -1));
      }
      assertThat(promotions(harness)).isEmpty();
      for (int i = 500; i < 600; i++) {
        row(harness, i, 1);
      }
      assertThat(promotions(harness).get(0).rows()).isLessThan(100);
    }
  }

  /** With late labels the prediction comes first, and once more with its score. */
  @Test
  void bothRecordsOfARowAreOfOneModel() throws Exception {
    try (var harness = harness(TWO, AUTO)) {
      harness.open();
      for (int i = 0; i < 400; i++) {
        send(harness, ModelPredictions.unscored("old", i));
        send(harness, ModelPredictions.unscored("new", i));
        if (i >= 50) {
          row(harness, i - 50, 1);
        }
      }
      long after = promotions(harness).get(0).after();
      assertThat(after).isEqualTo(promotions(harness).get(0).eventTime() + 50);
      List<Prediction> answers = Harnesses.values(harness);
      assertOneAnswerEach(answers.stream().filter(p -> !p.hasTarget()).toList(), 400);
      assertOneAnswerEach(answers.stream().filter(Prediction::hasTarget).toList(), 350);
      assertThat(answers)
          .allSatisfy(p -> assertThat(p.model()).isEqualTo(p.eventTime() <= after ? "old" : "new"));
    }
  }

  @Test
  void theBestOfSeveralComesOutOnTopAndTheFormerChampionMayComeBack() throws Exception {
    List<String> three = List.of("a", "b", "c");
    try (var harness = harness(three, new PromotionSettings(true, 0.01, 500))) {
      harness.open();
      double[] good = {-4, -3.5, -3};
      for (int i = 0; i < 3_000; i++) {
        for (int k = 0; k < 3; k++) {
          double changed = i < 1_500 ? good[k] : good[2 - k] + 1;
          send(harness, ModelPredictions.of(three.get(k), i, changed));
        }
      }
      assertThat(promotions(harness)).extracting(Promotion::model).startsWith("c").endsWith("a");
      assertOneAnswerEach(Harnesses.values(harness), 3_000);
    }
  }

  @Test
  void aKilledOperatorGoesOn() throws Exception {
    int kill = 17;
    List<Promotion> undisturbed;
    try (var harness = harness(TWO, AUTO)) {
      harness.open();
      for (int i = 0; i < 300; i++) {
        row(harness, i, 0.8);
      }
      undisturbed = promotions(harness);
    }
    assertThat(undisturbed.get(0).eventTime()).isGreaterThan(kill);

    var killed = harness(TWO, AUTO);
    killed.open();
    for (int i = 0; i < kill; i++) {
      row(killed, i, 0.8);
    }
    // One prediction waits for the other.
    send(killed, ModelPredictions.of("old", kill, -4));
    var state = Harnesses.kill(killed);
    try (var restored = harness(TWO, AUTO)) {
      restored.setup();
      restored.initializeState(state);
      restored.open();
      send(restored, ModelPredictions.of("new", kill, -3.2));
      for (int i = kill + 1; i < 300; i++) {
        row(restored, i, 0.8);
      }
      assertThat(promotions(restored)).isEqualTo(undisturbed);
      // The row at which it was killed had its answer before.
      assertThat(Harnesses.values(restored))
          .extracting(Prediction::sequence)
          .containsExactlyElementsOf(LongStream.range(kill + 1, 300).boxed().toList());
    }
  }

  @Test
  void aPromotionOutlivesARestartAndTheRemovalOfTheChampionGoesBackToTheFirst() throws Exception {
    var promoted = harness(TWO, AUTO);
    promoted.open();
    for (int i = 0; i < 300; i++) {
      row(promoted, i, 1);
    }
    var state = Harnesses.kill(promoted);

    try (var restored = harness(List.of("old", "new", "third"), AUTO)) {
      restored.setup();
      restored.initializeState(state);
      restored.open();
      row(restored, 300, 0);
      assertThat(Harnesses.values(restored)).extracting(Prediction::model).containsExactly("new");
    }
    var without = harness(List.of("old", "third"), AUTO);
    without.setup();
    without.initializeState(state);
    without.open();
    send(without, ModelPredictions.of("third", 300, -1));
    send(without, ModelPredictions.of("old", 300, -4));
    assertThat(Harnesses.values(without)).extracting(Prediction::model).containsExactly("old");
    state = Harnesses.kill(without);
    try (var again = harness(TWO, AUTO)) {
      again.setup();
      again.initializeState(state);
      again.open();
      row(again, 301, 0);
      assertThat(Harnesses.values(again)).extracting(Prediction::model).containsExactly("old");
    }
  }

  @Test
  void whatWaitsIsBounded() throws Exception {
    var harness = harness(TWO, AUTO);
    harness.open();
    for (int i = 0; i < ChampionOperator.MOST_ROWS + 500; i++) {
      send(harness, ModelPredictions.of("old", i, -4));
    }
    var state = Harnesses.kill(harness);
    try (var restored = harness(TWO, AUTO)) {
      restored.setup();
      restored.initializeState(state);
      restored.open();
      // Rows that are forgotten are no evidence.
      for (int i = 0; i < 500; i++) {
        send(restored, ModelPredictions.of("new", i, -1));
      }
      assertThat(promotions(restored)).isEmpty();
      for (int i = ChampionOperator.MOST_ROWS; i < ChampionOperator.MOST_ROWS + 500; i++) {
        send(restored, ModelPredictions.of("new", i, -1));
      }
      assertThat(promotions(restored)).hasSize(1);
    }
  }
}
