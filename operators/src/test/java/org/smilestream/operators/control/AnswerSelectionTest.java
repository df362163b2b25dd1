package org.smilestream.operators.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Origin;
import org.smilestream.data.Prediction;
import org.smilestream.data.Promotion;
import org.smilestream.operators.Harnesses;
import org.smilestream.operators.champion.ChampionOperatorTest;
import org.smilestream.operators.prediction.ModelPredictions;

class AnswerSelectionTest {
  private static final List<String> MODELS = List.of("old", "new", "third");

  private static KeyedBroadcastOperatorTestHarness<String, Answer, Promotion, Prediction> harness(
      List<String> models) throws Exception {
    return ProcessFunctionTestHarnesses.forKeyedBroadcastProcessFunction(
        new AnswerSelection(models), Answer::request, Types.STRING, AnswerSelection.CHAMPION);
  }

  private static Answer answer(String model, int request) {
    return Answer.of(
        new Origin("requests", 1, request, 0), ModelPredictions.unscored(model, request));
  }

  private static Promotion promotion(String model, boolean promoted) {
    return new Promotion(model, "old", promoted, 5, 6, 100, 0.1, 5);
  }

  @Test
  void theChampionAnswersAndNothingIsKept() throws Exception {
    try (var harness = harness(MODELS)) {
      for (String model : List.of("new", "old", "third")) {
        harness.processElement(answer(model, 1), 0);
      }
      harness.processBroadcastElement(promotion("third", false), 0);
      harness.processElement(answer("third", 2), 0);
      harness.processElement(answer("old", 2), 0);
      harness.processElement(answer("new", 2), 0);
      harness.processBroadcastElement(promotion("third", true), 0);
      for (String model : MODELS) {
        harness.processElement(answer(model, 3), 0);
      }
      // The first request is forgotten: all have answered it.
      harness.processElement(answer("third", 1), 0);

      assertThat(Harnesses.values(harness))
          .extracting(Prediction::model)
          .containsExactly("old", "old", "third", "third");
    }
  }

  /** Wherever the promotion falls between the answers of some hundred requests on their way. */
  @Test
  void aPromotionAnswersNoRequestTwiceAndNoneNever() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      try (var harness = harness(MODELS)) {
        List<Answer> answers = new ArrayList<>();
        for (int request = 0; request < 100; request++) {
          for (String model : MODELS) {
            answers.add(answer(model, request));
          }
        }
        Random random = new Random(seed);
        Collections.shuffle(answers, random);
        int at = random.nextInt(answers.size());
        for (int i = 0; i < answers.size(); i++) {
          if (i == at) {
            harness.processBroadcastElement(promotion("new", true), 0);
          }
          harness.processElement(answers.get(i), 0);
        }
        assertThat(Harnesses.values(harness))
            .extracting(Prediction::id)
            .doesNotHaveDuplicates()
            .hasSize(100);
        assertThat(Harnesses.values(harness)).extracting(Prediction::model).doesNotContain("third");
      }
    }
  }

  @Test
  void aKilledOperatorGoesOn() throws Exception {
    var killed = harness(MODELS);
    killed.processElement(answer("old", 1), 0);
    killed.processElement(answer("new", 2), 0);
    killed.processBroadcastElement(promotion("new", true), 0);
    killed.processElement(answer("new", 3), 0);
    var state = Harnesses.kill(killed);

    try (var restored = restored(MODELS, state)) {
      restored.processElement(answer("new", 1), 0);
      restored.processElement(answer("old", 2), 0);
      restored.processElement(answer("old", 3), 0);
      restored.processElement(answer("old", 4), 0);
      restored.processElement(answer("new", 4), 0);

      assertThat(Harnesses.values(restored))
          .extracting(each -> each.id() + " by " + each.model())
          .containsExactly("r2 by old", "r4 by new");
    }
  }

  private static KeyedBroadcastOperatorTestHarness<String, Answer, Promotion, Prediction> restored(
      List<String> models, OperatorSubtaskState state) throws Exception {
    var restored =
        new KeyedBroadcastOperatorTestHarness<>(
            new CoBroadcastWithKeyedOperator<String, Answer, Promotion, Prediction>(
                new AnswerSelection(models), List.of(AnswerSelection.CHAMPION)),
            Answer::request,
            Types.STRING,
            1,
            1,
            0);
    restored.setup();
    restored.initializeState(state);
    restored.open();
    return restored;
  }

  /** As for observations, see {@link ChampionOperatorTest}. */
  @Test
  void aChampionThatIsGoneDoesNotAnswerNorDoesAnotherOneOfItsName() throws Exception {
    var promoted = harness(MODELS);
    promoted.processBroadcastElement(promotion("third", true), 0);
    var without = restored(MODELS.subList(0, 2), Harnesses.kill(promoted));
    without.processElement(answer("new", 1), 0);
    without.processElement(answer("old", 1), 0);
    assertThat(Harnesses.values(without)).extracting(Prediction::model).containsExactly("old");

    try (var again = restored(MODELS, Harnesses.kill(without))) {
      for (String model : List.of("third", "old", "new")) {
        again.processElement(answer(model, 2), 0);
      }
      assertThat(Harnesses.values(again)).extracting(Prediction::model).containsExactly("old");
    }
  }

  /** What was the first model is a challenger now: it stays the champion, as for observations. */
  @Test
  void theChampionOfTheBeginningIsRemembered() throws Exception {
    var state = Harnesses.kill(harness(List.of("old", "new")));

    try (var turned = restored(List.of("new", "old"), state)) {
      turned.processElement(answer("new", 1), 0);
      turned.processElement(answer("old", 1), 0);
      assertThat(Harnesses.values(turned)).extracting(Prediction::model).containsExactly("old");
    }
  }

  @Test
  void requestsAreToldApartByTheirPlace() {
    Prediction prediction = ModelPredictions.unscored("old", 1);
    assertThat(
            List.of(
                Answer.of(new Origin("t", 1, 2, 0), prediction).request(),
                Answer.of(new Origin("t", 1, 2, 1), prediction).request(),
                Answer.of(new Origin("t", 1, 20, 1), prediction).request(),
                Answer.of(new Origin("t", 12, 0, 1), prediction).request()))
        .doesNotHaveDuplicates();
  }
}
