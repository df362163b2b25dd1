package org.smilestream.learner;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.ArraySampler;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;

/**
 * Moves a position to low loss: AdamW on the mean negative log-likelihood (no prior), stopped early
 * by rows that are held back.
 */
public final class WarmStart {
  private static final int MAX_STEPS_PER_EPOCH = 256;

  private final ModelSpec spec;
  private final LogDensityEngine engine;
  private final WarmStartSettings settings;
  private final double[] gradient;
  private final double[] priorGradient;
  private final Minibatch batch;

  /**
   * Where a warm start arrived.
   *
   * @param startLoss mean negative log-likelihood on the held-back rows at the start
   * @param loss the same at {@code position}; not above that at the start
   */
  public record Result(double[] position, double startLoss, double loss, int epochs) {}

  /**
   * @param engine owned by this warm start while it runs
   * @param engineRows the most rows that {@code engine} takes at once
   */
  public WarmStart(
      ModelSpec spec, LogDensityEngine engine, int engineRows, WarmStartSettings settings) {
    this.spec = spec;
    this.engine = engine;
    this.settings = settings;
    gradient = new double[spec.dimension()];
    priorGradient = new double[spec.dimension()];
    batch = Minibatch.forModel(spec, engineRows);
  }

  /**
   * Trains from {@code start} on some of the rows, of which some are held back: at least one, and
   * at least one is learned from.
   *
   * @param rowNumbers those rows, not changed
   * @throws IllegalStateException if there are fewer than two
   */
  Result run(Rows rows, int[] rowNumbers, double[] start, UniformRandomProvider random) {
    int count = rowNumbers.length;
    if (count < 2) {
      throw new IllegalStateException("a warm start needs at least two rows, not " + count);
    }
    int[] numbers = ArraySampler.shuffle(random, rowNumbers.clone());
    int heldBack =
        Math.min(count - 1, Math.max(1, (int) Math.round(settings.heldBackShare() * count)));
    return run(rows, numbers, heldBack, start, random);
  }

  /**
   * Trains from {@code start}.
   *
   * @param numbers of the rows: those before {@code heldBack} decide when to stop, those behind are
   *     learned from and shuffled in place
   * @param heldBack at least 1, less than the length of {@code numbers}
   */
  public Result run(
      Rows rows, int[] numbers, int heldBack, double[] start, UniformRandomProvider random) {
    int batchRows = batchRows(numbers.length - heldBack);
    AdamW optimiser = new AdamW(spec.dimension(), settings.learningRate(), settings.weightDecay());
    double[] position = start.clone();
    double[] best = start.clone();
    double startLoss = heldBackLoss(rows, numbers, heldBack, position);
    double bestLoss = startLoss;
    int epoch = 0;
    int waited = 0;
    while (epoch < settings.maxEpochs() && waited < settings.patience()) {
      epoch++;
      ArraySampler.shuffle(random, numbers, heldBack, numbers.length);
      for (int from = heldBack; from < numbers.length; from += batchRows) {
        int to = Math.min(numbers.length, from + batchRows);
        rows.gather(numbers, from, to, batch);
        negativeLogLikelihood(position, batch);
        for (int i = 0; i < gradient.length; i++) {
          gradient[i] = (priorGradient[i] - gradient[i]) / (to - from);
        }
        optimiser.step(position, gradient);
      }
      double loss = heldBackLoss(rows, numbers, heldBack, position);
      if (loss < bestLoss || Double.isNaN(bestLoss)) {
        bestLoss = loss;
        System.arraycopy(position, 0, best, 0, best.length);
        waited = 0;
      } else {
        waited++;
      }
    }
    return new Result(best, startLoss, bestLoss, epoch);
  }

  /** Minibatches grow with the window once it is large, so that an epoch has an end in time. */
  private int batchRows(int rows) {
    int atLeast = (rows + MAX_STEPS_PER_EPOCH - 1) / MAX_STEPS_PER_EPOCH;
    return Math.min(batch.capacity(), Math.max(settings.batchRows(), atLeast));
  }

  private double heldBackLoss(Rows rows, int[] numbers, int heldBack, double[] position) {
    double loss = 0;
    for (int from = 0; from < heldBack; from += batch.capacity()) {
      int to = Math.min(heldBack, from + batch.capacity());
      rows.gather(numbers, from, to, batch);
      loss += negativeLogLikelihood(position, batch);
    }
    return loss / heldBack;
  }

  /**
   * The engine gives the posterior: what the prior adds to ℓ and to its gradient is computed apart.
   */
  private double negativeLogLikelihood(double[] position, Minibatch batch) {
    double logPosterior = engine.evaluate(position, batch, gradient);
    Arrays.fill(priorGradient, 0);
    Prior prior = spec.prior();
    return prior.logDensity(position, priorGradient) - logPosterior;
  }
}
