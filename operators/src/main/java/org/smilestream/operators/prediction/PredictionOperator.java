package org.smilestream.operators.prediction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.KnowledgeUpdate;
import org.smilestream.data.Posterior;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictionTask;
import org.smilestream.data.Row;
import org.smilestream.model.ModelSpec;
import org.smilestream.operators.control.Answer;
import org.smilestream.operators.state.EncodedRowSerializer;
import org.smilestream.operators.state.KnowledgeUpdateSerializer;
import org.smilestream.operators.state.ModelFingerprint;
import org.smilestream.operators.state.StoredModel;
import org.smilestream.posterior.AdaptiveConformal;
import org.smilestream.posterior.Evaluation;
import org.smilestream.posterior.Predictor;

/**
 * Predicts. First input: rows of the stream and requests, in any partitioning; second input: what
 * was learned, broadcast.
 *
 * <p><b>A row is predicted before it is learned from</b>, by rule: it waits until the watermark of
 * both inputs passes its event time, so that all that was learned from the rows before it has
 * arrived, and is predicted with just that: updates up to the row before it. Hence a prediction
 * depends neither on speed nor on parallelism. A request has no place in that order; it is answered
 * at once with what is known. The target of a row may come later: then the row is predicted without
 * it, and {@link #AWAITED} brings what a score needs.
 *
 * <p>Where intervals are recalibrated, the target of a row changes the intervals of the rows after
 * it, as soon as the row is predicted. What was learned so is a subtask's own: for all rows to have
 * one order there must be one subtask. Several recalibrate by the rows that each of them predicts.
 *
 * <p>State: rows that wait (split over the subtasks), what recalibration has learned, updates that
 * wait and what is known (the last two are the same in every subtask when a barrier passes, since
 * both depend on the second input and on the watermark only).
 */
public final class PredictionOperator extends AbstractStreamOperator<Prediction>
    implements TwoInputStreamOperator<PredictionTask, KnowledgeUpdate, Prediction> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(PredictionOperator.class);

  /** What a row was predicted with whose target comes later, to be scored then. */
  public static final OutputTag<AwaitedScore> AWAITED =
      new OutputTag<>("awaited-scores", TypeInformation.of(AwaitedScore.class));

  /** The answers to requests once more, each with the place of its request. */
  public static final OutputTag<Answer> ANSWERS =
      new OutputTag<>("answers", TypeInformation.of(Answer.class));

  private static final Comparator<WaitingTask> BY_SEQUENCE =
      Comparator.comparingLong(task -> task.row().sequence());

  /** Updates from one row come from several chains, in any order; this makes it one. */
  private static final Comparator<KnowledgeUpdate> BY_ORIGIN =
      Comparator.comparingLong(KnowledgeUpdate::sequence)
          .thenComparingInt(update -> update.sample() == null ? -1 : update.sample().chain())
          .thenComparingLong(update -> update.sample() == null ? 0 : update.sample().step());

  private final String model;
  private final ModelFingerprint fingerprint;
  private final ModelSpec spec;
  private final int chains;
  private final int samplesPerChain;
  private final Posterior start;
  private final Double recalibrationRate;

  private transient PriorityQueue<WaitingTask> waitingRows;
  private transient PriorityQueue<KnowledgeUpdate> waitingUpdates;
  private transient Knowledge knowledge;
  private transient boolean untaught;
  private transient Predictor predictor;
  private transient Recalibration recalibration;
  private transient ListState<WaitingTask> taskState;
  private transient BroadcastState<Integer, KnowledgeUpdate> waitingState;
  private transient BroadcastState<Integer, KnowledgeUpdate> knownState;
  private transient PredictionMetrics metrics;

  /**
   * @param chains number of chains of the model; samples of chains beyond them, from before a
   *     restore, are forgotten
   * @param start what a job that has not seen a row yet predicts with
   * @param recalibrationRate γ of {@link AdaptiveConformal}; empty: intervals are not recalibrated
   */
  public PredictionOperator(
      String model,
      ModelFingerprint fingerprint,
      ModelSpec spec,
      int chains,
      int samplesPerChain,
      Optional<Posterior> start,
      Optional<Double> recalibrationRate) {
    this.model = model;
    this.fingerprint = fingerprint;
    this.spec = spec;
    this.chains = chains;
    this.samplesPerChain = samplesPerChain;
    this.start = start.orElse(null);
    this.recalibrationRate = recalibrationRate.orElse(null);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    waitingRows = new PriorityQueue<>(BY_SEQUENCE);
    waitingUpdates = new PriorityQueue<>(BY_ORIGIN);
    knowledge = new Knowledge(spec.categorySlots().size(), samplesPerChain);
    var store = context.getOperatorStateStore();
    StoredModel.require(fingerprint, store);
    recalibration = new Recalibration(recalibrationRate, store);
    taskState =
        store.getListState(
            new ListStateDescriptor<>("waiting-tasks", WaitingTaskSerializer.INSTANCE));
    waitingState = store.getBroadcastState(updates("waiting-updates"));
    knownState = store.getBroadcastState(updates("knowledge"));
    taskState.get().forEach(waitingRows::add);
    restoreRows(store);
    waitingUpdates.addAll(saved(waitingState));
    List<KnowledgeUpdate> known = saved(knownState);
    known.forEach(knowledge::apply);
    untaught = known.isEmpty() && waitingUpdates.isEmpty();
    if (untaught && start != null) {
      start.updates().forEach(knowledge::apply);
    }
  }

  /** Rows that waited in a savepoint of the time before labels could come late. */
  private void restoreRows(OperatorStateStore store) throws Exception {
    ListState<EncodedRow> rows =
        store.getListState(
            new ListStateDescriptor<>("waiting-rows", EncodedRowSerializer.INSTANCE));
    rows.get().forEach(row -> waitingRows.add(new WaitingTask(row, row.sequence())));
    rows.clear();
  }

  /** The updates in the order in which they were saved, without those of chains that retired. */
  private List<KnowledgeUpdate> saved(BroadcastState<Integer, KnowledgeUpdate> state)
      throws Exception {
    TreeMap<Integer, KnowledgeUpdate> updates = new TreeMap<>();
    state.immutableEntries().forEach(entry -> updates.put(entry.getKey(), entry.getValue()));
    return updates.values().stream()
        .filter(update -> update.sample() == null || update.sample().chain() < chains)
        .toList();
  }

  private static MapStateDescriptor<Integer, KnowledgeUpdate> updates(String name) {
    return new MapStateDescriptor<>(
        name, IntSerializer.INSTANCE, KnowledgeUpdateSerializer.INSTANCE);
  }

  @Override
  public void open() throws Exception {
    super.open();
    predictor = Predictor.following(model, spec);
    metrics = new PredictionMetrics(getMetricGroup(), () -> waitingRows.size());
    metrics.reportTo(output, getProcessingTimeService());
    metrics.recalibrated(recalibration.newest());
    int subtasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    if (recalibration.newest() != null && subtasks > 1) {
      LOG.warn(
          "intervals are recalibrated in {} tasks, each by the rows that it predicts; for results"
              + " that do not depend on it leave '{}' at parallelism 1",
          subtasks,
          getOperatorName());
    }
  }

  @Override
  public void processElement1(StreamRecord<PredictionTask> element) {
    PredictionTask task = element.getValue();
    if (task.request() == null) {
      waitingRows.add(new WaitingTask(task.observation(), task.horizon()));
      metrics.waits(task.observation().sequence(), task.arrival());
    } else {
      answer(task.request());
    }
  }

  private void answer(Row request) {
    EncodedRow row = knowledge.encode(request);
    Prediction answer =
        predictor.predict(row, evaluate(row), request.question(), recalibration.levels());
    metrics.answered(answer, request.arrival());
    emit(answer);
    output.collect(ANSWERS, new StreamRecord<>(Answer.of(request.origin(), answer)));
  }

  @Override
  public void processElement2(StreamRecord<KnowledgeUpdate> element) {
    waitingUpdates.add(element.getValue());
    if (element.getValue().sample() != null) {
      metrics.taught();
    }
    untaught = false;
  }

  @Override
  public void processWatermark(Watermark watermark) throws Exception {
    long time = watermark.getTimestamp();
    while (!waitingRows.isEmpty() && waitingRows.peek().row().eventTime() <= time) {
      WaitingTask task = waitingRows.poll();
      while (!waitingUpdates.isEmpty() && waitingUpdates.peek().sequence() < task.horizon()) {
        knowledge.apply(waitingUpdates.poll());
      }
      predict(task.row());
    }
    // Whatever came from rows up to the watermark comes before every row that is still to be
    // predicted.
    while (!waitingUpdates.isEmpty() && waitingUpdates.peek().eventTime() <= time) {
      knowledge.apply(waitingUpdates.poll());
    }
    super.processWatermark(watermark);
  }

  private void predict(EncodedRow row) {
    Evaluation evaluation = evaluate(row);
    Prediction prediction = predictor.predict(row, evaluation, null, recalibration.levels());
    recalibration.learn(prediction);
    metrics.report(prediction);
    metrics.recalibrated(recalibration.newest());
    emit(prediction);
    if (Double.isNaN(row.rawTarget())) {
      AwaitedScore awaited = new AwaitedScore(row, evaluation);
      output.collect(AWAITED, new StreamRecord<>(awaited, row.eventTime()));
    }
  }

  private Evaluation evaluate(EncodedRow row) {
    return predictor.evaluate(row, knowledge.ensemble(), knowledge.scaler());
  }

  private void emit(Prediction prediction) {
    output.collect(new StreamRecord<>(prediction, prediction.eventTime()));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    taskState.update(new ArrayList<>(waitingRows));
    recalibration.save();
    save(waitingUpdates.stream().sorted(BY_ORIGIN).toList(), waitingState);
    // What it starts from becomes state when the other operators take it up: at the first row.
    save(untaught ? List.of() : knowledge.toUpdates(), knownState);
  }

  private static void save(
      List<KnowledgeUpdate> updates, BroadcastState<Integer, KnowledgeUpdate> state)
      throws Exception {
    state.clear();
    for (int i = 0; i < updates.size(); i++) {
      state.put(i, updates.get(i));
    }
  }
}
