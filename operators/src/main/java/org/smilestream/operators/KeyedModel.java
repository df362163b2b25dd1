package org.smilestream.operators;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Row;
import org.smilestream.data.Scaler;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.learner.ChainGroupLearner;
import org.smilestream.model.Likelihood;
import org.smilestream.posterior.Ensemble;
import org.smilestream.posterior.Evaluation;
import org.smilestream.posterior.PredictiveScores;
import org.smilestream.posterior.Predictor;

/**
 * The model of one key on the heap: its scaler, dictionaries, window, chains, samples and scores.
 * Each row is predicted and then learned from. What it does depends on the key, on its rows and
 * their order, and on which rows it is told to be behind at.
 *
 * <p>It remembers which rows and samples are new since it was last saved, so that only these have
 * to be written.
 */
final class KeyedModel {
  private static final Comparator<PosteriorSample> BY_AGE =
      Comparator.comparingLong(PosteriorSample::lastSequence)
          .thenComparingLong(PosteriorSample::step)
          .thenComparingInt(PosteriorSample::chain);

  private final KeyedModelSettings settings;
  private final String name;
  private final LogDensityEngine engine;
  private final long seed;
  private final Predictor predictor;
  private final Ensemble ensemble;
  private final HeapDictionaries dictionaries;
  private final List<EncodedRow> warmUp = new ArrayList<>();
  private final Deque<EncodedRow> unsavedRows = new ArrayDeque<>();
  private final Map<Integer, PosteriorSample> unsavedSamples = new TreeMap<>();

  /** The engine that the chains began with, which is named in their state. */
  private String engineName;

  private Scaler scaler;
  private ChainGroupLearner learner;
  private PredictiveScores scores = PredictiveScores.NONE;
  private long nextSequence;
  private long newestTime = Long.MIN_VALUE;
  private boolean changed;

  /** What came of a row. */
  record Learned(Prediction prediction, Optional<ChainGroupLearner.Round> round) {}

  private KeyedModel(
      KeyedModelSettings settings,
      String key,
      LogDensityEngine engine,
      String engineName,
      String[][] categories) {
    this.settings = settings;
    this.engine = engine;
    this.engineName = engineName;
    name = settings.nameOf(key);
    // String.hashCode is specified: it is the same in every JVM.
    seed = settings.learner().sampler().seed() + 0x9E3779B97F4A7C15L * key.hashCode();
    predictor = new Predictor(name, settings.spec());
    ensemble = new Ensemble(settings.learner().samplesPerChain());
    dictionaries = new HeapDictionaries(settings.slots(), categories);
  }

  /**
   * The model of a key that has not brought a row yet.
   *
   * @param engine for {@code settings.learner().engineRows()} rows, which models of one thread may
   *     share
   */
  static KeyedModel create(KeyedModelSettings settings, String key, LogDensityEngine engine) {
    return new KeyedModel(settings, key, engine, engine.name(), new String[0][]);
  }

  /** Predicts a row of a key that has no model. */
  static Prediction answerUnknown(KeyedModelSettings settings, String key, Row request) {
    int[] categories = new int[request.categorical().length];
    return new Predictor(settings.nameOf(key), settings.spec())
        .predict(
            unscaled(-1, request, categories, Double.NaN),
            new Ensemble(settings.learner().samplesPerChain()),
            null);
  }

  /**
   * A model that continues where another stopped. What was saved by settings with another window or
   * another number of samples is fitted to these, and is to be saved again as a whole.
   *
   * @param windowRows in any order
   * @param samples in any order
   */
  static KeyedModel restore(
      KeyedModelSettings settings,
      String key,
      LogDensityEngine engine,
      KeyedModelState saved,
      Collection<EncodedRow> windowRows,
      Collection<PosteriorSample> samples) {
    String engineName = saved.life() == null ? engine.name() : saved.life().engine();
    KeyedModel model = new KeyedModel(settings, key, engine, engineName, saved.categories());
    model.nextSequence = saved.nextSequence();
    model.newestTime = saved.newestTime();
    model.scaler = saved.scaler();
    model.scores = saved.scores();
    model.warmUp.addAll(saved.warmUp());
    List<PosteriorSample> kept =
        samples.stream()
            .filter(sample -> sample.chain() < settings.chains())
            .sorted(BY_AGE)
            .toList();
    kept.forEach(model.ensemble::add);
    List<EncodedRow> rows =
        windowRows.stream()
            .filter(row -> row.sequence() >= saved.nextSequence() - model.capacity())
            .sorted(Comparator.comparingLong(EncodedRow::sequence))
            .toList();
    if (saved.life() != null) {
      model.learner = model.newLearner();
      model.learner.restore(
          rows,
          List.of(saved.life().probeRows()),
          saved.chains().subList(0, Math.min(saved.chains().size(), settings.chains())),
          saved.life().lastWarmStart(),
          saved.life().emitted(),
          saved.life().skippedSteps(),
          saved.life().drift());
    }
    if (!model.laidOutAs(saved)) {
      model.changed = true;
      model.unsavedRows.addAll(rows);
      model.ensemble.samples().forEach(model::keepUnsaved);
    }
    return model;
  }

  /** Whether rows and samples lie in state where this model would put them. */
  boolean laidOutAs(KeyedModelState saved) {
    return saved.windowRows() == capacity()
        && saved.samplesPerChain() == settings.learner().samplesPerChain()
        && saved.chains().size() <= settings.chains();
  }

  private int capacity() {
    return settings.learner().memory().rows();
  }

  private ChainGroupLearner newLearner() {
    return new ChainGroupLearner(
        name,
        0,
        IntStream.range(0, settings.chains()).toArray(),
        settings.spec(),
        settings.learner().withSeed(seed),
        engine);
  }

  /** Predicts a row that is not learned from. */
  Prediction answer(Row request) {
    int[] categories = dictionaries.encode(request.categorical());
    EncodedRow unscaled = unscaled(-1, request, categories, Double.NaN);
    EncodedRow row = scaler == null ? unscaled : scale(unscaled);
    Evaluation evaluation = predictor.evaluate(row, ensemble, scalerSoFar());
    return predictor.predict(row, evaluation, request.question(), null);
  }

  /**
   * Predicts the next row of the key, and learns from it.
   *
   * @param behind whether rows come faster than they are learned from
   */
  Learned learn(Row row, boolean behind) {
    changed = true;
    int[] categories = dictionaries.learn(row.categorical());
    EncodedRow unscaled = unscaled(nextSequence, row, categories, row.target());
    newestTime = row.eventTime();
    nextSequence++;
    if (scaler == null) {
      Prediction prediction = score(predict(unscaled, scalerSoFar()));
      return new Learned(prediction, warmUp(unscaled));
    }
    EncodedRow scaled = scale(unscaled);
    Prediction prediction = score(predict(scaled, scaler));
    return new Learned(prediction, train(scaled, behind));
  }

  private Prediction score(Prediction prediction) {
    if (prediction.sequence() >= DiagnosticsOperator.UNSCORED_ROWS) {
      scores = scores.add(prediction);
    }
    return prediction;
  }

  private static EncodedRow unscaled(long sequence, Row row, int[] categories, double target) {
    return new EncodedRow(
        sequence, row.id(), row.eventTime(), row.numeric(), categories, target, target, 0);
  }

  /** The scaler, or one of the rows so far; null before the first. */
  private Scaler scalerSoFar() {
    if (scaler != null) {
      return scaler;
    }
    return warmUp.isEmpty() ? null : ScalerFit.of(warmUp, 0, scalesTarget());
  }

  private Prediction predict(EncodedRow row, Scaler with) {
    return predictor.predict(row, ensemble, with);
  }

  private boolean scalesTarget() {
    return settings.spec().likelihood() != Likelihood.CATEGORICAL;
  }

  /** Features are rounded to float32: that is how the window keeps them in state. */
  private EncodedRow scale(EncodedRow unscaled) {
    double[] numeric = scaler.scale(unscaled.numeric());
    for (int i = 0; i < numeric.length; i++) {
      numeric[i] = (float) numeric[i];
    }
    return new EncodedRow(
        unscaled.sequence(),
        unscaled.id(),
        unscaled.eventTime(),
        numeric,
        unscaled.categories(),
        LearnedTarget.of(settings.spec()).value(unscaled.rawTarget(), scaler),
        unscaled.rawTarget(),
        scaler.version());
  }

  /** The last of the rows that the scaler is made of is the one that the chains start at. */
  private Optional<ChainGroupLearner.Round> warmUp(EncodedRow unscaled) {
    warmUp.add(unscaled);
    if (warmUp.size() < settings.learner().warmUpRows()) {
      return Optional.empty();
    }
    scaler = ScalerFit.of(warmUp, 1, scalesTarget());
    learner = newLearner();
    Optional<ChainGroupLearner.Round> last = Optional.empty();
    for (EncodedRow row : warmUp) {
      last = train(scale(row), false);
    }
    warmUp.clear();
    return last;
  }

  private Optional<ChainGroupLearner.Round> train(EncodedRow row, boolean behind) {
    unsavedRows.addLast(row);
    if (unsavedRows.size() > capacity()) {
      unsavedRows.removeFirst();
    }
    Optional<ChainGroupLearner.Round> round = learner.learn(row, behind);
    for (PosteriorSample sample : round.map(ChainGroupLearner.Round::samples).orElse(List.of())) {
      ensemble.add(sample);
      keepUnsaved(sample);
    }
    return round;
  }

  private void keepUnsaved(PosteriorSample sample) {
    unsavedSamples.put(place(sample), sample);
  }

  private int place(PosteriorSample sample) {
    return sample.chain() * settings.learner().samplesPerChain() + sample.slot();
  }

  /** The scores of the predictions, the first rows of the key left out. */
  PredictiveScores scores() {
    return scores;
  }

  /** Number of rows seen. */
  long rows() {
    return nextSequence;
  }

  /** Event time of the newest row; {@link Long#MIN_VALUE} before the first. */
  long newestTime() {
    return newestTime;
  }

  /** Number of rows of the window that are not saved. */
  int unsaved() {
    return unsavedRows.size();
  }

  /** Whether there is anything that is not saved. */
  boolean changed() {
    return changed;
  }

  /** The rows of the window that are not saved, by their places. */
  Map<Integer, EncodedRow> unsavedRows() {
    Map<Integer, EncodedRow> rows = new TreeMap<>();
    unsavedRows.forEach(row -> rows.put((int) (row.sequence() % capacity()), row));
    return rows;
  }

  /** The samples that are not saved, by their places. */
  Map<Integer, PosteriorSample> unsavedSamples() {
    return unsavedSamples;
  }

  /** All but the window and the samples, to be saved: a copy that stays as it is. */
  KeyedModelState state() {
    return new KeyedModelState(
        nextSequence,
        newestTime,
        scaler,
        warmUp,
        dictionaries.categories(),
        learner == null
            ? null
            : new GroupLife(
                learner.lastWarmStart(),
                learner.emitted(),
                learner.skippedSteps(),
                learner.drift(),
                learner.probeRows().toArray(EncodedRow[]::new),
                engineName),
        learner == null
            ? List.of()
            : learner.chainStates().stream().map(ChainStateSerializer.INSTANCE::copy).toList(),
        scores,
        capacity(),
        settings.learner().samplesPerChain());
  }

  /** All that is new is saved. */
  void saved() {
    changed = false;
    unsavedRows.clear();
    unsavedSamples.clear();
  }
}
