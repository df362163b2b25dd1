package org.smilestream.operators;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;

/** Lets rows through and sets dead letters aside. Counts both, under {@code ….input.}. */
public final class DeadLetterSplit extends ProcessFunction<ParsedRecord, Row> {
  private static final long serialVersionUID = 1;

  /** Records that could not be used. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

  static final String ROWS = "rows";
  static final String DEAD = "deadLetters";

  private transient Counter rows;
  private transient Counter dead;

  @Override
  public void open(OpenContext context) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup().addGroup("input");
    rows = metrics.counter(ROWS);
    dead = metrics.counter(DEAD);
  }

  @Override
  public void processElement(ParsedRecord record, Context context, Collector<Row> out) {
    if (record.row() != null) {
      rows.inc();
      out.collect(record.row());
    } else {
      dead.inc();
      context.output(DEAD_LETTERS, record.deadLetter());
    }
  }
}
