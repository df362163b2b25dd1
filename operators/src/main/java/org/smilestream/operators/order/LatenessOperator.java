package org.smilestream.operators.order;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Row;
import org.smilestream.operators.metrics.OperatorMetrics;

/**
 * Sets aside the rows that are late, before the others go to the models of their keys. Keyed by the
 * name that the models share, so that it sees the rows of a partition in their order, whatever
 * their keys: a row is late by the newest row of its own partition, by the rule of {@link
 * OrderOperator}.
 */
public final class LatenessOperator extends KeyedProcessFunction<String, Row, Row>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1;

  /** Rows that came too late. */
  public static final OutputTag<DeadLetter> LATE =
      new OutputTag<>("late", TypeInformation.of(DeadLetter.class));

  private final long maxOutOfOrderness;
  private final Set<String> partitions;

  private transient Lateness lateness;
  private transient LatenessMetrics metrics;

  /**
   * @param maxOutOfOrderness milliseconds that a row may be older than the newest of its partition
   * @param partitions of the live observations, to be watched for silence; rows of others are of a
   *     history
   */
  public LatenessOperator(long maxOutOfOrderness, List<String> partitions) {
    this.maxOutOfOrderness = maxOutOfOrderness;
    this.partitions = Set.copyOf(partitions);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    lateness = new Lateness(context, maxOutOfOrderness, partitions);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    lateness.snapshotState();
  }

  @Override
  public void open(OpenContext context) {
    metrics = new LatenessMetrics(getRuntimeContext().getMetricGroup(), this::silentPartitions);
  }

  @Override
  public void processElement(Row row, Context context, Collector<Row> out) throws Exception {
    metrics.due().ifPresent(report -> context.output(OperatorMetrics.REPORTS, report));
    Optional<DeadLetter> dead = lateness.note(row, context.timerService());
    if (dead.isPresent()) {
      metrics.late();
      context.output(LATE, dead.get());
    } else {
      out.collect(row);
    }
  }

  /** Number of partitions that have fallen silent, for the metric of that name. */
  int silentPartitions() {
    return lateness.silentPartitions();
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Row> out) throws Exception {
    lateness.onTimer(time, context.timerService());
  }
}
