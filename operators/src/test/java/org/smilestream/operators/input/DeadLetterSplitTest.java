package org.smilestream.operators.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;
import org.smilestream.operators.Harnesses;

class DeadLetterSplitTest {

  private static Row row(double target) {
    return new Row("r", 0, new double[0], new String[0], target, new Origin("in", 1, 7, 2));
  }

  @Test
  void onlyCountsPassWhereCountsAreLearned() throws Exception {
    try (var harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(DeadLetterSplit.ofCounts("rentals")))) {
      harness.open();
      for (double target : new double[] {0, 17, 1e15, Double.NaN, -1, 2.5}) {
        harness.processElement(ParsedRecord.of(row(target)), 0);
      }

      List<Row> rows = Harnesses.values(harness);
      List<DeadLetter> dead = Harnesses.values(harness, DeadLetterSplit.DEAD_LETTERS);
      assertThat(rows.stream().map(Row::target)).containsExactly(0.0, 17.0, 1e15, Double.NaN);
      assertThat(dead.stream().map(DeadLetter::reason))
          .containsExactly(
              "column 'rentals' is no count (0, 1, 2, …): -1.0",
              "column 'rentals' is no count (0, 1, 2, …): 2.5");
      assertThat(dead).allMatch(letter -> letter.code().equals(DeadLetter.BAD_VALUE));
      assertThat(dead.get(0).origin()).isEqualTo(new Origin("in", 1, 7, 2));
    }
  }

  @Test
  void elsewhereEveryNumberPasses() throws Exception {
    try (var harness =
        new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(new DeadLetterSplit()))) {
      harness.open();
      harness.processElement(ParsedRecord.of(row(-2.5)), 0);

      assertThat(Harnesses.<Row>values(harness)).hasSize(1);
    }
  }
}
