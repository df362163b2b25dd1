package org.smilestream.operators.input;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;
import org.smilestream.operators.metrics.OperatorMetrics;

/**
 * Lets rows through and sets dead letters aside, among them rows whose target is no count where
 * counts are learned. Counts both, under {@code ….input.}.
 */
public final class DeadLetterSplit extends ProcessFunction<ParsedRecord, Row> {
  private static final long serialVersionUID = 1;

  /** Records that could not be used. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

  private final String countColumn;

  private transient InputMetrics metrics;

  /** Lets rows with any target through. */
  public DeadLetterSplit() {
    this(null);
  }

  private DeadLetterSplit(String countColumn) {
    this.countColumn = countColumn;
  }

  /**
   * Lets rows through whose target is a count or not there, as in requests.
   *
   * @param column the target's name
   */
  public static DeadLetterSplit ofCounts(String column) {
    return new DeadLetterSplit(column);
  }

  @Override
  public void open(OpenContext context) {
    metrics = new InputMetrics(getRuntimeContext().getMetricGroup());
  }

  @Override
  public void processElement(ParsedRecord record, Context context, Collector<Row> out) {
    Row row = record.row();
    if (row == null) {
      setAside(record.deadLetter(), context);
    } else if (countColumn != null && row.hasTarget() && !isCount(row.target())) {
      setAside(noCount(row), context);
    } else {
      metrics.used();
      out.collect(row);
    }
    metrics.due().ifPresent(report -> context.output(OperatorMetrics.REPORTS, report));
  }

  private void setAside(DeadLetter letter, Context context) {
    metrics.dead(letter);
    context.output(DEAD_LETTERS, letter);
  }

  private static boolean isCount(double target) {
    return target >= 0 && target == Math.rint(target);
  }

  private DeadLetter noCount(Row row) {
    String reason = "column '%s' is no count (0, 1, 2, …): %s".formatted(countColumn, row.target());
    return DeadLetter.ofRow(DeadLetter.BAD_VALUE, reason, row);
  }
}
