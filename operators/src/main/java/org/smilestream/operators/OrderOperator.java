package org.smilestream.operators;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Posterior;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.Row;
import org.smilestream.data.Scaler;
import org.smilestream.data.Schema;
import org.smilestream.model.Likelihood;

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
 */
public final class OrderOperator extends KeyedProcessFunction<String, Row, OrderedRow>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(OrderOperator.class);
  private static final long WATCH_INTERVAL_MILLIS = 10_000;

  /** Every row, in order. */
  public static final OutputTag<PredictionTask> TASKS =
      new OutputTag<>("tasks", TypeInformation.of(PredictionTask.class));

  /** The scaler and the dictionaries, as they become known. */
  public static final OutputTag<KnowledgeUpdate> KNOWLEDGE =
      new OutputTag<>("knowledge", TypeInformation.of(KnowledgeUpdate.class));

  /** Rows that came too late. */
  public static final OutputTag<DeadLetter> LATE =
      new OutputTag<>("late", TypeInformation.of(DeadLetter.class));

  private static final Comparator<Row> BY_ORIGIN = Comparator.comparing(Row::origin);

  private final ModelFingerprint fingerprint;
  private final int[] slots;
  private final Likelihood likelihood;
  private final int warmUpRows;
  private final long maxOutOfOrderness;
  private final Set<String> partitions;
  private final Posterior start;

  private transient MapState<String, Long> newestTimes;
  private transient MapState<WaitingKey, Row> waiting;
  private transient MapState<Long, Integer> waitingCounts;
  private transient ValueState<Long> nextSequence;
  private transient ValueState<Scaler> scaler;
  private transient ListState<EncodedRow> warmUp;
  private transient List<EncodedRow> warmUpCache;
  private transient Dictionaries dictionaries;
  private transient SilentPartitions silentPartitions;
  private transient Arrivals arrivals;
  private transient long newestArrival;
  private transient long nextWatch;
  private transient OrderMetrics metrics;

  /**
   * @param warmUpRows number of rows that the scaler is made from
   * @param maxOutOfOrderness milliseconds that a row may be older than the newest of its partition
   * @param partitions of the live observations, as {@link #partition} names them, to be watched for
   *     silence; rows of others are of a history
   * @param start what a job that has not seen a row yet starts from
   */
  public OrderOperator(
      ModelFingerprint fingerprint,
      Schema schema,
      Likelihood likelihood,
      int warmUpRows,
      long maxOutOfOrderness,
      List<String> partitions,
      Optional<Posterior> start) {
    this.fingerprint = fingerprint;
    slots = schema.categorical().stream().mapToInt(column -> column.slots()).toArray();
    this.likelihood = likelihood;
    this.warmUpRows = warmUpRows;
    this.maxOutOfOrderness = maxOutOfOrderness;
    this.partitions = Set.copyOf(partitions);
    this.start = start.orElse(null);
  }

  /** The name of a partition in logs and state. */
  public static String partition(String topic, int partition) {
    return topic + "-" + partition;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    StoredModel.require(fingerprint, context.getOperatorStateStore());
  }

  /** All else is written through. */
  @Override
  public void snapshotState(FunctionSnapshotContext context) {}

  @Override
  public void open(OpenContext context) {
    var runtime = getRuntimeContext();
    newestTimes =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "newest-times", StringSerializer.INSTANCE, LongSerializer.INSTANCE));
    waiting =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "waiting", WaitingKeySerializer.INSTANCE, RowSerializer.INSTANCE));
    waitingCounts =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "waiting-counts", LongSerializer.INSTANCE, IntSerializer.INSTANCE));
    nextSequence =
        runtime.getState(new ValueStateDescriptor<>("next-sequence", LongSerializer.INSTANCE));
    scaler = runtime.getState(new ValueStateDescriptor<>("scaler", ScalerSerializer.INSTANCE));
    warmUp =
        runtime.getListState(new ListStateDescriptor<>("warm-up", EncodedRowSerializer.INSTANCE));
    warmUpCache = new ArrayList<>();
    dictionaries = new Dictionaries(runtime, slots);
    silentPartitions = new SilentPartitions();
    arrivals = new Arrivals();
    newestArrival = Row.UNKNOWN;
    metrics = new OrderMetrics(runtime.getMetricGroup(), this::silentPartitions);
  }

  /** Number of partitions that have fallen silent, for the metric of that name. */
  int silentPartitions() {
    return silentPartitions.count();
  }

  @Override
  public void processElement(Row row, Context context, Collector<OrderedRow> out) throws Exception {
    String partition = partition(row.origin().topic(), row.origin().partition());
    long now = context.timerService().currentProcessingTime();
    if (nextWatch == 0) {
      watch(context.timerService());
    }
    if (partitions.contains(partition)) {
      silentPartitions.heard(partition, now);
    }
    newestArrival = Math.max(newestArrival, row.arrival());
    metrics.due().ifPresent(report -> context.output(OperatorMetrics.REPORTS, report));
    Long newest = newestTimes.get(partition);
    if (newest != null && row.eventTime() < newest - maxOutOfOrderness) {
      metrics.late();
      context.output(LATE, late(row, "its partition has already brought", newest));
      return;
    }
    // Only where a partition was declared idle can the merged watermark be ahead of the partition's
    // own.
    if (row.eventTime() <= context.timerService().currentWatermark()) {
      metrics.late();
      context.output(
          LATE, late(row, "the stream is at", context.timerService().currentWatermark()));
      return;
    }
    if (newest == null || row.eventTime() > newest) {
      newestTimes.put(partition, row.eventTime());
    }
    Integer before = waitingCounts.get(row.eventTime());
    int index = before == null ? 0 : before;
    waiting.put(new WaitingKey(row.eventTime(), index), row);
    waitingCounts.put(row.eventTime(), index + 1);
    arrivals.put(row);
    context.timerService().registerEventTimeTimer(row.eventTime());
  }

  private boolean isLive(Row row) {
    return partitions.contains(partition(row.origin().topic(), row.origin().partition()));
  }

  private static DeadLetter late(Row row, String what, long time) {
    String reason =
        String.format(
            "row '%s' of event time %s is late: %s %s",
            row.id(), Instant.ofEpochMilli(row.eventTime()), what, Instant.ofEpochMilli(time));
    return DeadLetter.withoutRecord(DeadLetter.LATE, reason, row.origin());
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<OrderedRow> out)
      throws Exception {
    if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
      // An earlier one is of the time before a restore, beside the one that was set since.
      if (time >= nextWatch) {
        watch(context.timerService());
      }
      return;
    }
    List<Row> rows = new ArrayList<>();
    int count = waitingCounts.get(time);
    waitingCounts.remove(time);
    for (int index = 0; index < count; index++) {
      WaitingKey key = new WaitingKey(time, index);
      rows.add(waiting.get(key));
      waiting.remove(key);
    }
    rows.sort(BY_ORIGIN);
    for (Row row : rows) {
      release(row, context, out);
    }
  }

  /** Names the partitions that have fallen silent, and looks again after a while. */
  private void watch(TimerService timers) throws Exception {
    long now = timers.currentProcessingTime();
    if (nextWatch == 0) {
      partitions.forEach(each -> silentPartitions.heard(each, now));
    }
    for (String partition : silentPartitions.check(now, historyWaits(timers))) {
      LOG.warn(
          "Partition '{}' has brought no row for {} s. Unless option 'stream.idle-timeout' is set,"
              + " it holds back all others.",
          partition,
          SilentPartitions.TIMEOUT_MILLIS / 1000);
    }
    nextWatch = now + WATCH_INTERVAL_MILLIS;
    timers.registerProcessingTimeTimer(nextWatch);
  }

  /** Whether rows of a history, which has been read by now, wait for those that come in live. */
  private boolean historyWaits(TimerService timers) throws Exception {
    for (Map.Entry<String, Long> newest : newestTimes.entries()) {
      if (!partitions.contains(newest.getKey()) && newest.getValue() > timers.currentWatermark()) {
        return true;
      }
    }
    return false;
  }

  private void release(Row row, OnTimerContext context, Collector<OrderedRow> out)
      throws Exception {
    Long next = nextSequence.value();
    long sequence = next == null ? 0 : next;
    nextSequence.update(sequence + 1);
    metrics.released();
    long arrival = arrivals.take(row);
    if (next == null && start != null) {
      begin(row, context);
    }
    int[] categories = new int[slots.length];
    for (int column = 0; column < categories.length; column++) {
      String category = row.categorical()[column];
      Integer slot = dictionaries.slot(column, category);
      if (slot == null) {
        slot = dictionaries.add(column, category);
        if (slot != Dictionaries.OTHER) {
          DictionaryEntry entry = new DictionaryEntry(column, category, slot);
          context.output(KNOWLEDGE, KnowledgeUpdate.of(sequence, row.eventTime(), entry));
        }
      }
      categories[column] = slot;
    }
    EncodedRow unscaled =
        new EncodedRow(
            sequence,
            row.id(),
            row.eventTime(),
            row.numeric(),
            categories,
            row.target(),
            row.target(),
            0);
    Scaler frozen = scaler.value();
    if (frozen == null) {
      context.output(TASKS, PredictionTask.of(unscaled, arrival));
      warmUp(unscaled, context, out);
    } else {
      EncodedRow encoded = scale(unscaled, frozen);
      context.output(TASKS, PredictionTask.of(encoded, arrival));
      out.collect(new OrderedRow(encoded, isLive(row) ? newestArrival : Row.UNKNOWN));
    }
  }

  /** The first row: its scaler and its dictionaries are known already. */
  private void begin(Row row, OnTimerContext context) throws Exception {
    scaler.update(start.scaler());
    context.output(KNOWLEDGE, KnowledgeUpdate.of(0, row.eventTime(), start.scaler()));
    for (DictionaryEntry entry : start.dictionary()) {
      dictionaries.put(entry);
      context.output(KNOWLEDGE, KnowledgeUpdate.of(0, row.eventTime(), entry));
    }
  }

  private void warmUp(EncodedRow unscaled, OnTimerContext context, Collector<OrderedRow> out)
      throws Exception {
    if (warmUpCache.isEmpty()) {
      warmUp.get().forEach(warmUpCache::add);
    }
    warmUp.add(unscaled);
    warmUpCache.add(unscaled);
    boolean last = warmUpCache.size() >= warmUpRows;
    Scaler fitted = ScalerFit.of(warmUpCache, last ? 1 : 0, likelihood != Likelihood.CATEGORICAL);
    context.output(
        KNOWLEDGE, KnowledgeUpdate.of(unscaled.sequence(), unscaled.eventTime(), fitted));
    if (last) {
      scaler.update(fitted);
      warmUp.clear();
      warmUpCache.forEach(row -> out.collect(new OrderedRow(scale(row, fitted), Row.UNKNOWN)));
      warmUpCache.clear();
    }
  }

  /**
   * The target that is learned: of a count itself, else scaled. One too far out is put at the
   * limit, from where the window of the chains sets it aside if it is no count; it is predicted and
   * scored as it is.
   */
  private double learnedTarget(double rawTarget, Scaler scaler) {
    double scaled = scaler.scaleTarget(rawTarget);
    if (likelihood == Likelihood.CATEGORICAL || Math.abs(scaled) <= Scaler.LIMIT) {
      return likelihood.isOfCounts() ? rawTarget : scaled;
    }
    metrics.winsorised();
    return likelihood.isOfCounts()
        ? Math.rint(scaler.targetMean() + Scaler.LIMIT * scaler.targetDeviation())
        : Math.copySign(Scaler.LIMIT, scaled);
  }

  private EncodedRow scale(EncodedRow unscaled, Scaler scaler) {
    double[] numeric = scaler.scale(unscaled.numeric());
    metrics.winsorisedFeatures(
        Arrays.stream(numeric).filter(x -> Math.abs(x) == Scaler.LIMIT).count());
    return new EncodedRow(
        unscaled.sequence(),
        unscaled.id(),
        unscaled.eventTime(),
        numeric,
        unscaled.categories(),
        learnedTarget(unscaled.rawTarget(), scaler),
        unscaled.rawTarget(),
        scaler.version());
  }
}
