package org.smilestream.operators.order;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Outcome;
import org.smilestream.data.Posterior;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.model.Likelihood;
import org.smilestream.operators.control.ControlSplit;
import org.smilestream.operators.control.LiveChanges;
import org.smilestream.operators.control.LiveSettings;
import org.smilestream.operators.control.WaitingControls;
import org.smilestream.operators.metrics.OperatorMetrics;
import org.smilestream.operators.state.ModelFingerprint;
import org.smilestream.operators.state.StoredModel;

/**
 * Puts the rows of a model into one order and encodes them. Keyed by model.
 *
 * <p>Rows wait until the watermark passes their event time and leave in the order (event time,
 * topic, partition, offset, index), each once, numbered from 0. Which rows leave and in which order
 * does not depend on how the partitions were interleaved: a row is late by the newest row of its
 * own partition.
 *
 * <p>The main output is for learning: it is silent until the scaler is frozen, then brings all rows
 * since the first. {@link #TASKS} brings every row at once, to be predicted. {@link #KNOWLEDGE}
 * brings the scaler and the dictionaries.
 *
 * <p>Control records take their place before a row on its way to learning ({@link
 * WaitingControls}).
 *
 * <p>Where labels come late, features are to be predicted and wait for their label ({@link
 * LateLabels}); the two are a row for learning at the label's event time, and {@link #OUTCOMES}
 * says so to those who score. Rows are numbered twice then: features for {@link #TASKS}, labelled
 * rows for learning.
 */
public final class OrderOperator extends KeyedProcessFunction<String, Row, OrderedRow>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1;

  /** Every row, in order. */
  public static final OutputTag<PredictionTask> TASKS =
      new OutputTag<>("tasks", TypeInformation.of(PredictionTask.class));

  /** The scaler and the dictionaries, as they become known. */
  public static final OutputTag<KnowledgeUpdate> KNOWLEDGE =
      new OutputTag<>("knowledge", TypeInformation.of(KnowledgeUpdate.class));

  /** Rows that came too late, and features and labels that have no counterpart. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

  /** What became of each row whose label was waited for. */
  public static final OutputTag<Outcome> OUTCOMES =
      new OutputTag<>("outcomes", TypeInformation.of(Outcome.class));

  private final ModelFingerprint fingerprint;
  private final Schema schema;
  private final Likelihood likelihood;
  private final int warmUpRows;
  private final long maxOutOfOrderness;
  private final Set<String> partitions;

  /** Null where rows come whole. */
  private final LabelLimits limits;

  /** Null where the model begins with nothing. */
  private final Posterior start;

  /** Null where no control records come. */
  private LiveSettings live;

  private transient Lateness lateness;
  private transient WaitingRows waiting;
  private transient ValueState<Long> nextSequence;
  private transient ValueState<Long> newestLearned;
  private transient StreamEncoding encoding;
  private transient LateLabels lateLabels;
  private transient Series series;
  private transient Arrivals arrivals;
  private transient WaitingControls controls;
  private transient long newestArrival;
  private transient OrderMetrics metrics;

  /**
   * @param warmUpRows number of rows that the scaler is made from
   * @param maxOutOfOrderness milliseconds that a row may be older than the newest of its partition
   * @param partitions of the live observations, as {@link #partition} names them, to be watched for
   *     silence; rows of others are of a history
   * @param limits for labels that come later than the features; empty where rows come whole
   * @param start what a job that has not seen a row yet starts from
   */
  public OrderOperator(
      ModelFingerprint fingerprint,
      Schema schema,
      Likelihood likelihood,
      int warmUpRows,
      long maxOutOfOrderness,
      List<String> partitions,
      Optional<LabelLimits> limits,
      Optional<Posterior> start) {
    this.fingerprint = fingerprint;
    this.schema = schema;
    this.likelihood = likelihood;
    this.warmUpRows = warmUpRows;
    this.maxOutOfOrderness = maxOutOfOrderness;
    this.partitions = Set.copyOf(partitions);
    this.limits = limits.orElse(null);
    this.start = start.orElse(null);
  }

  /** Makes the operator one that control records come to, see {@link ControlledOrderOperator}. */
  public OrderOperator controlledBy(LiveSettings live) {
    this.live = live;
    return this;
  }

  /** The name of a partition in logs and state. */
  public static String partition(String topic, int partition) {
    return topic + "-" + partition;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    StoredModel.require(fingerprint, context.getOperatorStateStore());
    lateness = new Lateness(context, maxOutOfOrderness, partitions);
  }

  /** All else is written through. */
  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    lateness.snapshotState();
  }

  @Override
  public void open(OpenContext context) {
    var runtime = getRuntimeContext();
    waiting = new WaitingRows(runtime);
    nextSequence =
        runtime.getState(new ValueStateDescriptor<>("next-sequence", LongSerializer.INSTANCE));
    newestLearned =
        runtime.getState(new ValueStateDescriptor<>("newest-learned", LongSerializer.INSTANCE));
    encoding = new StreamEncoding(runtime, schema, likelihood, warmUpRows);
    lateLabels = limits == null ? null : new LateLabels(runtime, limits, schema.classes());
    series = new Series(runtime, schema);
    arrivals = new Arrivals();
    controls = live == null ? null : new WaitingControls(runtime, schema.model(), warmUpRows, live);
    newestArrival = Row.UNKNOWN;
    metrics = new OrderMetrics(runtime.getMetricGroup(), this::silentPartitions);
  }

  /** Number of partitions that have fallen silent, for the metric of that name. */
  int silentPartitions() {
    return lateness.silentPartitions();
  }

  @Override
  public void processElement(Row row, Context context, Collector<OrderedRow> out) throws Exception {
    newestArrival = Math.max(newestArrival, row.arrival());
    metrics.due().ifPresent(report -> context.output(OperatorMetrics.REPORTS, report));
    Optional<DeadLetter> late = lateness.note(row, context.timerService());
    if (late.isPresent()) {
      metrics.late();
      context.output(DEAD_LETTERS, late.get());
      return;
    }
    waiting.add(row);
    arrivals.put(row);
    context.timerService().registerEventTimeTimer(row.eventTime());
  }

  /** Takes a control record in. */
  ControlAcknowledgement control(ControlRecord record) throws Exception {
    return controls.add(record);
  }

  private boolean isLive(Row row) {
    return partitions.contains(partition(row.origin().topic(), row.origin().partition()));
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<OrderedRow> out)
      throws Exception {
    if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
      lateness.onTimer(time, context.timerService());
      return;
    }
    for (Row row : waiting.take(time)) {
      release(row, context, out);
    }
  }

  private void release(Row row, OnTimerContext context, Collector<OrderedRow> out)
      throws Exception {
    metrics.released();
    long arrival = arrivals.take(row);
    if (start != null
        && nextSequence.value() == null
        && (lateLabels == null || lateLabels.isEmpty())) {
      encoding.begin(start, row.eventTime(), known -> context.output(KNOWLEDGE, known));
    }
    if (lateLabels == null) {
      Row filled = series.fill(row);
      long sequence = sequence();
      EncodedRow unscaled = encode(filled, sequence, sequence, context);
      context.output(TASKS, PredictionTask.of(encoding.scaled(unscaled)).arrivedAt(arrival));
      learn(filled, unscaled, context, out);
    } else {
      releaseLate(row, arrival, context, out);
    }
  }

  /** Features or a label. */
  private void releaseLate(Row row, long arrival, OnTimerContext context, Collector<OrderedRow> out)
      throws Exception {
    LongConsumer givenUp =
        sequence -> {
          metrics.unlabelled();
          context.output(OUTCOMES, new Outcome(sequence, Double.NaN));
        };
    lateLabels.expire(row.eventTime(), givenUp);
    try {
      if (row.hasTarget()) {
        AwaitedLabel awaited = lateLabels.take(row);
        metrics.labelled();
        context.output(OUTCOMES, new Outcome(awaited.sequence(), row.target()));
        Row whole = awaited.features().labelledBy(row);
        long sequence = sequence();
        learn(whole, encode(whole, sequence, sequence, context), context, out);
      } else {
        long horizon = sequence();
        Row filled = series.fill(row);
        long sequence = lateLabels.add(filled, givenUp);
        EncodedRow scaled = encoding.scaled(encode(filled, sequence, horizon, context));
        context.output(TASKS, PredictionTask.of(scaled, horizon).arrivedAt(arrival));
      }
    } catch (LateLabels.Refused e) {
      metrics.refused(e.code());
      context.output(DEAD_LETTERS, e.of(row));
    }
  }

  /** Number of rows that were sent to be learned from. */
  private long sequence() throws Exception {
    Long next = nextSequence.value();
    return next == null ? 0 : next;
  }

  private EncodedRow encode(Row row, long sequence, long learned, OnTimerContext context)
      throws Exception {
    return encoding.encode(row, sequence, learned, known -> context.output(KNOWLEDGE, known));
  }

  private void learn(
      Row row, EncodedRow unscaled, OnTimerContext context, Collector<OrderedRow> out)
      throws Exception {
    nextSequence.update(unscaled.sequence() + 1);
    series.add(row, schema.targetTransform().apply(row.target()));
    // Rows that have waited for the scaler say nothing of how current the stream is.
    long arrival = encoding.isFrozen() && isLive(row) ? newestArrival : Row.UNKNOWN;
    for (EncodedRow each : encoding.learn(unscaled, known -> context.output(KNOWLEDGE, known))) {
      if (encoding.isWinsorised(each)) {
        metrics.winsorised();
      }
      metrics.winsorisedFeatures(StreamEncoding.winsorisedFeatures(each));
      send(each, arrival, context, out);
    }
  }

  /** Sends a row to be learned from, with what changes before it. */
  private void send(EncodedRow row, long arrival, OnTimerContext context, Collector<OrderedRow> out)
      throws Exception {
    LiveChanges changes =
        controls == null
            ? null
            : controls.before(
                row,
                newestLearned.value(),
                became -> context.output(ControlSplit.ACKNOWLEDGEMENTS, became));
    // Without control records too: the job may get some at a restart, and they may be late.
    newestLearned.update(row.eventTime());
    out.collect(new OrderedRow(row, arrival, changes));
  }
}
