package org.smilestream.operators.champion;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.smilestream.data.Phase;
import org.smilestream.data.Prediction;
import org.smilestream.data.Promotion;
import org.smilestream.operators.metrics.OperatorMetrics;
import org.smilestream.posterior.GainTest;

/**
 * Compares several models on the rows of the stream, and lets the predictions of one of them
 * through: those of the champion. Gets the predictions of observations of all models, in any order,
 * in one subtask, which decides for each row whose it is.
 *
 * <p><b>Whose a row is</b> depends on its event time and the reigns only. At a promotion the new
 * reign begins after the newest event time that any model has predicted by then: the former
 * champion answers for all rows up to it, those included that it has yet to predict, and its
 * successor for all rows after it, of which none has come. So each row has one answer and no row
 * waits, whichever model is ahead.
 *
 * <p><b>What is compared</b> are rows that champion and challenger have both predicted while their
 * chains sampled, paired by id and event time. Rows wait for their other predictions, the newest
 * {@value #MOST_ROWS}, so that a challenger that reads an old stretch of the stream is compared as
 * soon as it comes near. It is not promoted before it is up with the champion, but for {@value
 * #MOST_BEHIND} rows.
 *
 * <p>State: reigns, contests, and the scores that wait.
 */
public final class ChampionOperator extends ProcessFunction<Prediction, Prediction>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1;

  /** Challengers that were found to be better. */
  public static final OutputTag<Promotion> PROMOTIONS =
      new OutputTag<>("promotions", TypeInformation.of(Promotion.class));

  /** Rows whose scores wait for those of other models. */
  static final int MOST_ROWS = 10_000;

  /** Rows that the champion may be ahead of a challenger that takes its place. */
  static final int MOST_BEHIND = 100;

  private final List<String> models;
  private final PromotionSettings settings;

  private transient Reigns reigns;
  private transient Map<String, Contest> contests;
  private transient Map<String, Long> newest;
  private transient LinkedHashMap<ScoredRow.Key, ScoredRow> rows;
  private transient ListState<ChampionState> state;
  private transient ChampionMetrics metrics;

  /**
   * @param models names of the models, the first of which is the champion at first
   */
  public ChampionOperator(List<String> models, PromotionSettings settings) {
    this.models = List.copyOf(models);
    this.settings = settings;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("champion", ChampionStateSerializer.INSTANCE));
    reigns = Reigns.of(models.get(0));
    contests = new HashMap<>();
    newest = new HashMap<>();
    rows = new LinkedHashMap<>();
    for (ChampionState saved : state.get()) {
      restore(saved);
    }
  }

  /** Takes up what is known of the models that there still are. */
  private void restore(ChampionState saved) {
    saved.newest().forEach((model, time) -> newest.put(model, time));
    newest.keySet().retainAll(models);
    reigns = new Reigns(saved.reigns());
    if (!models.contains(reigns.champion())) {
      reigns = reigns.then(new Reign(models.get(0), newestOfAll()));
    } else {
      contests.putAll(saved.contests());
      contests.keySet().retainAll(models);
    }
    saved.rows().forEach(row -> rows.put(row.key(), row.ofModels(models)));
  }

  @Override
  public void open(OpenContext context) {
    metrics = new ChampionMetrics(getRuntimeContext().getMetricGroup(), models);
    metrics.champion(reigns.champion());
    contests.forEach(this::show);
  }

  @Override
  public void processElement(Prediction prediction, Context context, Collector<Prediction> out) {
    newest.merge(prediction.model(), prediction.eventTime(), Math::max);
    if (prediction.hasTarget()) {
      compare(prediction, context);
    }
    if (reigns.at(prediction.eventTime()).equals(prediction.model())) {
      out.collect(prediction);
    }
    metrics.due().ifPresent(report -> context.output(OperatorMetrics.REPORTS, report));
  }

  private void compare(Prediction prediction, Context context) {
    ScoredRow.Key key = new ScoredRow.Key(prediction.id(), prediction.eventTime());
    ScoredRow row = rows.computeIfAbsent(key, ScoredRow::new);
    if (row.has(prediction.model())) {
      // Another row of the same name.
      return;
    }
    boolean sampling = prediction.provenance().phase() == Phase.SAMPLING;
    row.put(prediction.model(), sampling ? prediction.score().logDensity() : Double.NaN);
    String champion = reigns.champion();
    for (String challenger : models) {
      boolean isOfPair =
          prediction.model().equals(champion) || prediction.model().equals(challenger);
      if (isOfPair && !challenger.equals(champion) && row.has(champion) && row.has(challenger)) {
        meet(challenger, row, context);
      }
    }
    if (row.size() == models.size()) {
      rows.remove(key);
    } else if (rows.size() > MOST_ROWS) {
      Iterator<ScoredRow.Key> oldest = rows.keySet().iterator();
      oldest.next();
      oldest.remove();
      metrics.unpaired();
    }
  }

  private void meet(String challenger, ScoredRow row, Context context) {
    String champion = reigns.champion();
    if (!row.has(champion)) {
      // Another challenger has won on this row.
      return;
    }
    Contest before = contests.getOrDefault(challenger, Contest.START);
    Contest now = before.add(row.score(challenger) - row.score(champion), settings);
    contests.put(challenger, now);
    show(challenger, now);
    if (!now.won()) {
      return;
    }
    if (settings.automatic() && isUpWith(challenger, champion)) {
      context.output(PROMOTIONS, promotion(challenger, now.test(), row, true));
      reigns = reigns.then(new Reign(challenger, newestOfAll()));
      contests.clear();
      metrics.promoted(challenger);
    } else if (!settings.automatic() && !before.won()) {
      context.output(PROMOTIONS, promotion(challenger, now.test(), row, false));
    }
  }

  private boolean isUpWith(String challenger, String champion) {
    long reached = newest.get(challenger);
    long ahead =
        rows.values().stream()
            .filter(row -> row.key().eventTime() > reached && row.has(champion))
            .count();
    return ahead <= MOST_BEHIND;
  }

  private Promotion promotion(String challenger, GainTest test, ScoredRow row, boolean promoted) {
    return new Promotion(
        challenger,
        reigns.champion(),
        promoted,
        row.key().eventTime(),
        newestOfAll(),
        test.rows(),
        test.meanGain(),
        test.logEvidence());
  }

  private long newestOfAll() {
    return newest.values().stream().mapToLong(Long::longValue).max().orElse(Long.MIN_VALUE);
  }

  private void show(String challenger, Contest contest) {
    metrics.compared(challenger, contest, settings.errorRate());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(
        List.of(
            new ChampionState(
                reigns.all(),
                Map.copyOf(contests),
                Map.copyOf(newest),
                rows.values().stream().map(ScoredRow::copy).toList())));
  }
}
