package org.smilestream.operators;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.ControlAcknowledgement.Status;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Row;
import org.smilestream.data.TunerStatistics;
import org.smilestream.engine.EngineProvider;
import org.smilestream.engine.Engines;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.posterior.PredictiveScores;

/**
 * A model for each key. Keyed by that key; all that a model is lives with it, so nothing is
 * broadcast, and one task does for a key what several operators do for a model that all rows share:
 * it puts the rows in order, predicts each before it learns from it, and answers requests at once.
 *
 * <p>Models are kept on the heap and written back to keyed state when a checkpoint is taken, only
 * what has changed since. There are as many on the heap as memory was given for; when it is used
 * up, the one that was used least recently is written back and left to the state backend until it
 * is asked for again.
 *
 * <p>A model is made at the first row of its key and expires when event time has gone on for long
 * without one: at the watermark, or at the row that comes too late for it. When there is no room
 * for another model, rows of new keys are dead letters, so that a flood of keys takes nothing from
 * those that are known. A control record drops the model of a key right before the first row whose
 * event time is not before the record's; that row begins a new model.
 */
public final class KeyedModelOperator extends AbstractStreamOperator<Prediction>
    implements OneInputStreamOperator<KeyedRow, Prediction>, Triggerable<String, Integer> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(KeyedModelOperator.class);

  /** Of each model every hundredth round, and those in which something happened. */
  public static final OutputTag<TunerStatistics> STATISTICS =
      new OutputTag<>("tuner", TypeInformation.of(TunerStatistics.class));

  /** The scores of each model, every hundred scored rows of its key and when it expires. */
  public static final OutputTag<KeyScores> SCORES =
      new OutputTag<>("scores", TypeInformation.of(KeyScores.class));

  /** Rows of new keys for which there was no room. */
  public static final OutputTag<DeadLetter> REFUSED =
      new OutputTag<>("refused", TypeInformation.of(DeadLetter.class));

  /** Rounds of a model of which one is reported. */
  static final int REPORTED_ROUNDS = 100;

  /** A model with so many rows that are not in state is written back between checkpoints. */
  static final int MOST_UNSAVED_ROWS = 64;

  /** Namespaces of the timers. */
  private static final int ROWS = 0;

  private static final int EXPIRY = 1;
  private static final int RETIREMENT = 2;

  private final KeyedModelSettings settings;
  private final ModelFingerprint fingerprint;
  private final Set<String> livePartitions;

  private transient WaitingRows waiting;
  private transient ValueState<KeyedModelState> state;
  private transient ValueState<Long> newestTime;
  private transient MapState<Integer, EncodedRow> window;
  private transient MapState<Integer, PosteriorSample> samples;
  private transient MapState<Long, ControlRecord> retirements;
  private transient InternalTimerService<Integer> timers;
  private transient LinkedHashMap<String, KeyedModel> atHand;
  private transient Map<String, LogDensityEngine> engines;
  private transient KeyLimit limit;
  private transient KeyLimit waitingRetirements;
  private transient int capacity;
  private transient long newestArrival;
  private transient boolean restored;
  private transient KeyedModelMetrics metrics;

  /**
   * @param livePartitions names of the partitions whose rows can be behind, see {@link
   *     OrderOperator#partition}
   */
  public KeyedModelOperator(
      KeyedModelSettings settings, ModelFingerprint fingerprint, List<String> livePartitions) {
    this.settings = settings;
    this.fingerprint = fingerprint;
    this.livePartitions = Set.copyOf(livePartitions);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    StoredModel.require(fingerprint, context.getOperatorStateStore());
    restored = context.isRestored();
  }

  @Override
  public void open() throws Exception {
    super.open();
    var runtime = getRuntimeContext();
    waiting = new WaitingRows(runtime);
    state =
        runtime.getState(
            new ValueStateDescriptor<>("model-of-key", KeyedModelStateSerializer.INSTANCE));
    newestTime =
        runtime.getState(new ValueStateDescriptor<>("newest-time", LongSerializer.INSTANCE));
    window =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "window", IntSerializer.INSTANCE, WindowRowSerializer.INSTANCE));
    samples =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "samples", IntSerializer.INSTANCE, PosteriorSampleSerializer.INSTANCE));
    retirements =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "retirements", LongSerializer.INSTANCE, ControlRecordSerializer.INSTANCE));
    timers = getInternalTimerService("timers", IntSerializer.INSTANCE, this);
    atHand = new LinkedHashMap<>(16, 0.75f, true);
    engines = new HashMap<>();
    int keyGroups = runtime.getTaskInfo().getMaxNumberOfParallelSubtasks();
    limit = new KeyLimit(settings.maxKeys(), keyGroups);
    waitingRetirements = new KeyLimit(WaitingControls.MOST_WAITING * keyGroups, keyGroups);
    capacity = settings.keysAtHand();
    newestArrival = Row.UNKNOWN;
    metrics =
        new KeyedModelMetrics(
            getMetricGroup(),
            () -> limit.total(),
            () -> atHand.size(),
            () -> atHand.size() * settings.bytesPerKey());
    metrics.reportTo(output, getProcessingTimeService());
    LOG.info(
        "Models of '{}': {} bytes each, {} of them on the heap of a task",
        settings.model(),
        settings.bytesPerKey(),
        capacity);
    if (restored) {
      countModels();
      countRetirements();
    }
  }

  /** Counts the models that were restored, and sees to it that each expires, however idle. */
  private void countModels() throws Exception {
    for (String key : keysOf("newest-time")) {
      setCurrentKey(key);
      limit.add(key);
      scheduleExpiry(newestTime.value());
    }
  }

  private void countRetirements() throws Exception {
    for (String key : keysOf("retirements")) {
      setCurrentKey(key);
      for (long ignored : retirements.keys()) {
        waitingRetirements.add(key);
      }
    }
  }

  private Set<String> keysOf(String state) {
    try (Stream<String> saved =
        this.<String>getKeyedStateBackend().getKeys(state, VoidNamespace.INSTANCE)) {
      return saved.collect(Collectors.toSet());
    }
  }

  @Override
  public void processElement(StreamRecord<KeyedRow> element) throws Exception {
    KeyedRow keyed = element.getValue();
    if (keyed.retirement() != null) {
      schedule(keyed.retirement());
      return;
    }
    Row row = keyed.row();
    if (keyed.request()) {
      answer(keyed.key(), row);
      return;
    }
    newestArrival = Math.max(newestArrival, row.arrival());
    waiting.add(row);
    timers.registerEventTimeTimer(ROWS, row.eventTime());
  }

  private void schedule(ControlRecord retirement) throws Exception {
    // Of the timers of one time none is sure to be the first.
    long before = retirement.from() - 1;
    ControlRecord earlier = retirements.get(before);
    if (earlier != null) {
      acknowledge(
          retirement, Status.REFUSED, "record '" + earlier.id() + "' says the same", before);
      return;
    }
    String key = (String) getCurrentKey();
    if (!waitingRetirements.hasRoom(key)) {
      acknowledge(
          retirement,
          Status.REFUSED,
          waitingRetirements.perGroup() + " others of its key group wait for their time",
          before);
      return;
    }
    waitingRetirements.add(key);
    retirements.put(before, retirement);
    timers.registerEventTimeTimer(RETIREMENT, before);
  }

  private void answer(String key, Row request) throws Exception {
    KeyedModel model = find(key);
    emit(model == null ? KeyedModel.answerUnknown(settings, key, request) : model.answer(request));
  }

  @Override
  public void onEventTime(InternalTimer<String, Integer> timer) throws Exception {
    String key = timer.getKey();
    if (timer.getNamespace() == EXPIRY) {
      expireIfIdle(key, timer.getTimestamp());
      Long newest = newestTime(key);
      if (newest != null) {
        // Rows have come since the timer was set: there is one timer a model.
        scheduleExpiry(newest);
      }
      return;
    }
    for (Row row : waiting.take(timer.getTimestamp())) {
      learn(key, row);
    }
    if (timer.getNamespace() == RETIREMENT) {
      retire(key, timer.getTimestamp());
    }
  }

  private void retire(String key, long time) throws Exception {
    ControlRecord record = retirements.get(time);
    retirements.remove(time);
    waitingRetirements.remove(key);
    Long newest = newestTime(key);
    Status status =
        newest == null ? Status.REFUSED : newest < record.from() ? Status.APPLIED : Status.LATE;
    if (newest != null) {
      expire(key);
    }
    acknowledge(record, status, newest == null ? "key '" + key + "' has no model" : null, time);
  }

  private void acknowledge(ControlRecord record, Status status, String message, long time) {
    ControlAcknowledgement became =
        ControlAcknowledgement.of(settings.model(), record, status, message);
    output.collect(ControlSplit.ACKNOWLEDGEMENTS, new StreamRecord<>(became, time));
  }

  @Override
  public void onProcessingTime(InternalTimer<String, Integer> timer) {}

  private void learn(String key, Row row) throws Exception {
    expireIfIdle(key, row.eventTime());
    KeyedModel model = find(key);
    if (model == null) {
      if (!limit.hasRoom(key)) {
        refuse(key, row);
        return;
      }
      model = create(key);
      scheduleExpiry(row.eventTime());
    }
    long scoredBefore = model.scores().rows();
    KeyedModel.Learned learned = model.learn(row, isBehind(row));
    emit(learned.prediction());
    learned.round().ifPresent(round -> report(round.statistics()));
    long scored = model.scores().rows();
    if (scored > scoredBefore && scored % DiagnosticsOperator.REPORT_ROWS == 0) {
      reportScores(key, model.newestTime(), model.rows(), model.scores(), false);
    }
    if (model.unsaved() >= MOST_UNSAVED_ROWS) {
      writeBack(key, model);
    }
  }

  private void refuse(String key, Row row) {
    metrics.refused();
    String reason =
        "row '%s' is of the new key '%s', for which option 'model.max-keys' leaves no room: its key group has %d models"
            .formatted(row.id(), key, limit.perGroup());
    DeadLetter letter = DeadLetter.ofRow(DeadLetter.NO_ROOM, reason, row);
    output.collect(REFUSED, new StreamRecord<>(letter, row.eventTime()));
  }

  private boolean isBehind(Row row) {
    return newestArrival != Row.UNKNOWN
        && livePartitions.contains(
            OrderOperator.partition(row.origin().topic(), row.origin().partition()))
        && getProcessingTimeService().getCurrentProcessingTime() - newestArrival
            > settings.maxLag();
  }

  private void emit(Prediction prediction) {
    metrics.report(prediction);
    output.collect(new StreamRecord<>(prediction, prediction.eventTime()));
  }

  private void report(TunerStatistics round) {
    metrics.report(round);
    int stepsPerRound = settings.learner().rowsPerRound() * settings.learner().stepsPerRow();
    if (round.event() != null || round.steps() / stepsPerRound % REPORTED_ROUNDS == 0) {
      output.collect(STATISTICS, new StreamRecord<>(round, round.eventTime()));
    }
  }

  private void reportScores(
      String key, long newestTime, long rows, PredictiveScores scores, boolean gone) {
    KeyScores record =
        new KeyScores(settings.model(), settings.nameOf(key), newestTime, rows - 1, scores, gone);
    output.collect(SCORES, new StreamRecord<>(record, newestTime));
  }

  private void scheduleExpiry(long newest) {
    if (settings.idle() != KeyedModelSettings.NEVER) {
      timers.registerEventTimeTimer(EXPIRY, expiry(newest));
    }
  }

  private long expiry(long newest) {
    long expiry = newest + settings.idle();
    return expiry < newest ? Long.MAX_VALUE : expiry;
  }

  private boolean isOver(long newest, long time) {
    return settings.idle() != KeyedModelSettings.NEVER && time >= expiry(newest);
  }

  /** Event time of the newest row of the current key; null if it has no model. */
  private Long newestTime(String key) throws Exception {
    KeyedModel model = atHand.get(key);
    return model == null ? newestTime.value() : Long.valueOf(model.newestTime());
  }

  private void expireIfIdle(String key, long time) throws Exception {
    Long newest = newestTime(key);
    if (newest != null && isOver(newest, time)) {
      expire(key);
    }
  }

  private void expire(String key) throws Exception {
    KeyedModel model = atHand.remove(key);
    KeyedModelState last = model == null ? state.value() : model.state();
    reportScores(key, last.newestTime(), last.nextSequence(), last.scores(), true);
    state.clear();
    newestTime.clear();
    window.clear();
    samples.clear();
    limit.remove(key);
    metrics.expired();
  }

  private KeyedModel create(String key) throws Exception {
    KeyedModel model = KeyedModel.create(settings, key, engine(settings.engine()));
    limit.add(key);
    metrics.created();
    hold(key, model);
    return model;
  }

  /** The model of the current key; null if it has none. */
  private KeyedModel find(String key) throws Exception {
    KeyedModel model = atHand.get(key);
    if (model != null) {
      return model;
    }
    KeyedModelState saved = state.value();
    if (saved == null) {
      return null;
    }
    model = load(key, saved);
    metrics.loaded();
    hold(key, model);
    return model;
  }

  private KeyedModel load(String key, KeyedModelState saved) throws Exception {
    List<EncodedRow> rows = new ArrayList<>();
    window.values().forEach(rows::add);
    List<PosteriorSample> kept = new ArrayList<>();
    samples.values().forEach(kept::add);
    String name = saved.life() == null ? settings.engine() : saved.life().engine();
    KeyedModel model = KeyedModel.restore(settings, key, engine(name), saved, rows, kept);
    if (!model.laidOutAs(saved)) {
      window.clear();
      samples.clear();
    }
    return model;
  }

  /** One for all models that began with it. */
  private LogDensityEngine engine(String name) {
    return engines.computeIfAbsent(name, this::newEngine);
  }

  private LogDensityEngine newEngine(String name) {
    EngineProvider provider = Engines.find(name);
    if (provider.isForGroups()) {
      throw new IllegalArgumentException(
          "engine '" + name + "' is for groups of chains, not for a model for each key");
    }
    LogDensityEngine engine = provider.create(settings.spec(), settings.learner().engineRows());
    LOG.info("Models of '{}': engine '{}'", settings.model(), engine.name());
    if (!name.equals(Engines.AUTO) && !name.equals(engine.name())) {
      LOG.warn(
          "Models of '{}' whose chains ran on engine '{}' before go on with other bits.",
          settings.model(),
          name);
    }
    return engine;
  }

  /** Puts a model on the heap, in place of the one that was used least recently if it is full. */
  private void hold(String key, KeyedModel model) throws Exception {
    atHand.put(key, model);
    if (atHand.size() > capacity) {
      Iterator<Map.Entry<String, KeyedModel>> oldest = atHand.entrySet().iterator();
      Map.Entry<String, KeyedModel> leaving = oldest.next();
      oldest.remove();
      Object current = getCurrentKey();
      writeBack(leaving.getKey(), leaving.getValue());
      setCurrentKey(current);
    }
  }

  private void writeBack(String key, KeyedModel model) throws Exception {
    if (!model.changed()) {
      return;
    }
    setCurrentKey(key);
    state.update(model.state());
    newestTime.update(model.newestTime());
    for (Map.Entry<Integer, EncodedRow> row : model.unsavedRows().entrySet()) {
      window.put(row.getKey(), row.getValue());
    }
    for (Map.Entry<Integer, PosteriorSample> sample : model.unsavedSamples().entrySet()) {
      samples.put(sample.getKey(), sample.getValue());
    }
    model.saved();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    Object current = getCurrentKey();
    for (Map.Entry<String, KeyedModel> entry : atHand.entrySet()) {
      writeBack(entry.getKey(), entry.getValue());
    }
    if (current != null) {
      setCurrentKey(current);
    }
  }
}
