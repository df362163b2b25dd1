package org.smilestream.operators.input;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.smilestream.data.DeadLetter;
import org.smilestream.operators.metrics.Metric;
import org.smilestream.operators.metrics.OperatorMetrics;

/** The metrics of the operators behind the sources, under {@code ….input.}. */
public final class InputMetrics extends OperatorMetrics {
  static final Metric ROWS = Metric.counter("rows", "rows", "rows that could be used", "grows");
  static final Metric DEAD_LETTERS =
      Metric.counter(
          "deadLetters",
          "rows",
          "records or rows that could not",
          "stands still, or grows far more slowly than `rows`");
  static final Metric BY_REASON =
      Metric.counter(
          "code.CODE.deadLetters",
          "rows",
          "those of one reason; CODE is the `code` of [the record](records.md#dead-letters), but for"
              + " `late`, which is `order.late`",
          "as above");

  public static final List<Metric> ALL = List.of(ROWS, DEAD_LETTERS, BY_REASON);

  private static final List<String> CODES =
      List.of(
          DeadLetter.MALFORMED,
          DeadLetter.EMPTY,
          DeadLetter.MISSING_COLUMN,
          DeadLetter.BAD_VALUE,
          DeadLetter.FUTURE);

  private final Counter rows;
  private final Counter deadLetters;
  private final Map<String, Counter> byReason = new HashMap<>();

  InputMetrics(MetricGroup operatorGroup) {
    super(operatorGroup, "input");
    rows = scope().counter(ROWS);
    deadLetters = scope().counter(DEAD_LETTERS);
    CODES.forEach(this::reason);
  }

  private Counter reason(String code) {
    return byReason.computeIfAbsent(code, key -> scope().of("code", key).counter(DEAD_LETTERS));
  }

  void used() {
    rows.inc();
  }

  void dead(DeadLetter letter) {
    deadLetters.inc();
    reason(letter.code()).inc();
  }
}
