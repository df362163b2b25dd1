package org.smilestream.operators.keyed;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
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
import org.smilestream.data.Prediction;
import org.smilestream.data.Row;
import org.smilestream.data.TunerStatistics;
import org.smilestream.operators.control.ControlSplit;
import org.smilestream.operators.diagnostics.DiagnosticsOperator;
import org.smilestream.operators.order.OrderOperator;
import org.smilestream.operators.order.WaitingRows;
import org.smilestream.operators.state.ModelFingerprint;
import org.smilestream.operators.state.StoredModel;
import org.smilestream.posterior.PredictiveScores;

/**
 * A model for each key. Keyed by that key; all that a model is lives with it, so nothing is
 * broadcast, and one task does for a key what several operators do for a model that all rows share:
 * it puts the rows in order, predicts each before it learns from it, and answers requests at once.
 *
 * <p>Models are kept in keyed state and, those that are used, on the heap ({@link KeyedModels}).
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

  // Namespaces of the timers.
  private static final int ROWS = 0;
  private static final int EXPIRY = 1;
  private static final int RETIREMENT = 2;

  private final KeyedModelSettings settings;
  private final ModelFingerprint fingerprint;
  private final Set<String> livePartitions;

  private transient WaitingRows waiting;
  private transient KeyedModels models;
  private transient Retirements retirements;
  private transient InternalTimerService<Integer> timers;
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
    models = new KeyedModels(runtime, getKeyedStateBackend(), settings, () -> metrics.loaded());
    retirements = new Retirements(runtime, getKeyedStateBackend());
    timers = getInternalTimerService("timers", IntSerializer.INSTANCE, this);
    newestArrival = Row.UNKNOWN;
    metrics =
        new KeyedModelMetrics(
            getMetricGroup(),
            models::total,
            models::atHand,
            () -> models.atHand() * settings.bytesPerKey());
    metrics.reportTo(output, getProcessingTimeService());
    LOG.info(
        "Models of '{}': {} bytes each, {} of them on the heap of a task",
        settings.model(),
        settings.bytesPerKey(),
        models.capacity());
    if (restored) {
      // Each is to expire, however idle.
      models.restore((key, newest) -> scheduleExpiry(newest));
      retirements.restore();
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
    long time = Retirements.time(retirement);
    Optional<String> refusal = retirements.add((String) getCurrentKey(), retirement);
    if (refusal.isPresent()) {
      acknowledge(retirement, Status.REFUSED, refusal.get(), time);
    } else {
      timers.registerEventTimeTimer(RETIREMENT, time);
    }
  }

  private void answer(String key, Row request) throws Exception {
    KeyedModel model = models.find(key);
    emit(model == null ? KeyedModel.answerUnknown(settings, key, request) : model.answer(request));
  }

  @Override
  public void onEventTime(InternalTimer<String, Integer> timer) throws Exception {
    String key = timer.getKey();
    if (timer.getNamespace() == EXPIRY) {
      expireIfIdle(key, timer.getTimestamp());
      Long newest = models.newestTime(key);
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
    ControlRecord record = retirements.take(key, time);
    Long newest = models.newestTime(key);
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
    KeyedModel model = models.find(key);
    if (model == null) {
      if (!models.limit().hasRoom(key)) {
        refuse(key, row);
        return;
      }
      model = models.create(key);
      metrics.created();
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
    models.limitUnsaved(key, model);
  }

  private void refuse(String key, Row row) {
    metrics.refused();
    String reason =
        "row '%s' is of the new key '%s', for which option 'model.max-keys' leaves no room: its key group has %d models"
            .formatted(row.id(), key, models.limit().perGroup());
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
    if (settings.expires()) {
      timers.registerEventTimeTimer(EXPIRY, settings.expiry(newest));
    }
  }

  private void expireIfIdle(String key, long time) throws Exception {
    Long newest = models.newestTime(key);
    if (newest != null && settings.expires() && time >= settings.expiry(newest)) {
      expire(key);
    }
  }

  private void expire(String key) throws Exception {
    KeyedModelState last = models.remove(key);
    reportScores(key, last.newestTime(), last.nextSequence(), last.scores(), true);
    metrics.expired();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    models.snapshot();
  }
}
