package org.smilestream.operators.keyed;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Row;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.learner.ChainGroupLearner;
import org.smilestream.learner.GroupSnapshot;
import org.smilestream.operators.chains.GroupLife;
import org.smilestream.operators.diagnostics.DiagnosticsOperator;
import org.smilestream.operators.state.ChainStateSerializer;
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

  /** The engine that the chains began with, which is named in their state. */
  private final String engineName;

  private final long seed;
  private final KeyedEncoding encoding;
  private final Predictor predictor;
  private final Ensemble ensemble;
  private final UnsavedParts unsaved;

  /** Null while the scaler follows the rows. */
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
      KeyedEncoding encoding) {
    this.settings = settings;
    this.engine = engine;
    this.engineName = engineName;
    this.encoding = encoding;
    name = settings.nameOf(key);
    // String.hashCode is specified: it is the same in every JVM.
    seed = settings.learner().sampler().seed() + 0x9E3779B97F4A7C15L * key.hashCode();
    predictor = new Predictor(name, settings.spec());
    ensemble = new Ensemble(settings.learner().samplesPerChain());
    unsaved = new UnsavedParts(windowRows(), settings.learner().samplesPerChain());
  }

  /**
   * The model of a key that has not brought a row yet.
   *
   * @param engine for {@code settings.learner().engineRows()} rows, which models of one thread may
   *     share
   */
  static KeyedModel create(KeyedModelSettings settings, String key, LogDensityEngine engine) {
    return new KeyedModel(settings, key, engine, engine.name(), KeyedEncoding.start(settings));
  }

  /** Predicts a row of a key that has no model. */
  static Prediction answerUnknown(KeyedModelSettings settings, String key, Row request) {
    return new Predictor(settings.nameOf(key), settings.spec())
        .predict(
            KeyedEncoding.start(settings).request(request),
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
    KeyedModel model =
        new KeyedModel(settings, key, engine, engineName, KeyedEncoding.restore(settings, saved));
    model.nextSequence = saved.nextSequence();
    model.newestTime = saved.newestTime();
    model.scores = saved.scores();
    samples.stream()
        .filter(sample -> sample.chain() < settings.chains())
        .sorted(BY_AGE)
        .forEach(model.ensemble::add);
    List<EncodedRow> rows =
        windowRows.stream()
            .filter(row -> row.sequence() >= saved.nextSequence() - model.windowRows())
            .sorted(Comparator.comparingLong(EncodedRow::sequence))
            .toList();
    if (saved.life() != null) {
      int chains = Math.min(saved.chains().size(), settings.chains());
      model.learner = model.newLearner();
      model.learner.restore(rows, saved.life().with(saved.chains().subList(0, chains)));
    }
    if (!model.laidOutAs(saved)) {
      model.changed = true;
      rows.forEach(model.unsaved::add);
      model.ensemble.samples().forEach(model.unsaved::add);
    }
    return model;
  }

  /** Whether rows and samples lie in state where this model would put them. */
  boolean laidOutAs(KeyedModelState saved) {
    return saved.windowRows() == windowRows()
        && saved.samplesPerChain() == settings.learner().samplesPerChain()
        && saved.chains().size() <= settings.chains();
  }

  private int windowRows() {
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
    EncodedRow row = encoding.request(request);
    Evaluation evaluation = predictor.evaluate(row, ensemble, encoding.scaler());
    return predictor.predict(row, evaluation, request.question(), null);
  }

  /**
   * Predicts the next row of the key, and learns from it.
   *
   * @param behind whether rows come faster than they are learned from
   */
  Learned learn(Row row, boolean behind) {
    changed = true;
    EncodedRow encoded = encoding.next(nextSequence, row);
    newestTime = row.eventTime();
    nextSequence++;
    Prediction prediction = predictor.predict(encoded, ensemble, encoding.scaler());
    if (prediction.sequence() >= DiagnosticsOperator.UNSCORED_ROWS) {
      scores = scores.add(prediction);
    }
    return new Learned(prediction, learner == null ? warmUp(encoded) : train(encoded, behind));
  }

  /** The last of the rows that the scaler is made of is the one that the chains start at. */
  private Optional<ChainGroupLearner.Round> warmUp(EncodedRow unscaled) {
    Optional<ChainGroupLearner.Round> last = Optional.empty();
    for (EncodedRow row : encoding.follow(unscaled)) {
      if (learner == null) {
        learner = newLearner();
      }
      last = train(row, false);
    }
    return last;
  }

  private Optional<ChainGroupLearner.Round> train(EncodedRow row, boolean behind) {
    unsaved.add(row);
    Optional<ChainGroupLearner.Round> round = learner.learn(row, behind);
    for (PosteriorSample sample : round.map(ChainGroupLearner.Round::samples).orElse(List.of())) {
      ensemble.add(sample);
      unsaved.add(sample);
    }
    return round;
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

  /** Whether there is anything that is not saved. */
  boolean changed() {
    return changed;
  }

  /** What of the window and of the samples is not saved. */
  UnsavedParts unsaved() {
    return unsaved;
  }

  /** All but the window and the samples, to be saved: a copy that stays as it is. */
  KeyedModelState state() {
    GroupSnapshot group = learner == null ? null : learner.snapshot();
    return new KeyedModelState(
        nextSequence,
        newestTime,
        encoding.frozen(),
        encoding.warmUp(),
        encoding.categories(),
        group == null ? null : GroupLife.of(group, engineName),
        group == null
            ? List.of()
            : group.chains().stream().map(ChainStateSerializer.INSTANCE::copy).toList(),
        scores,
        windowRows(),
        settings.learner().samplesPerChain());
  }

  /** All that is new is saved. */
  void saved() {
    changed = false;
    unsaved.clear();
  }
}
