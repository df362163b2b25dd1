package org.smilestream.sampler;

import java.io.Serializable;

/**
 * Which sampler runs, and how.
 *
 * @param preconditioner of {@code psmile} and {@code psmile-naive}; the others have none
 * @param tuner of {@code smile} and {@code psmile}; {@code mclmc} always has the stationary one,
 *     the others none
 * @param published parameters of the published tuner
 * @param initialStepSize ε₀
 * @param energyErrorTarget ξ* of the stationary tuner; NaN for the sampler's default
 * @param probeInterval P of the stationary tuner, in steps
 * @param tuningSteps number of steps of a chain before its positions count as samples
 */
public record SamplerSettings(
    Name name,
    Preconditioner preconditioner,
    TunerName tuner,
    PublishedTunerSettings published,
    double initialStepSize,
    double energyErrorTarget,
    int probeInterval,
    long tuningSteps,
    long seed)
    implements Serializable {

  /** ξ* for minibatches; see docs/algorithm.md for where it comes from. */
  private static final double MINIBATCH_TARGET = 1e-8;

  /** ξ* for full batches, the energy variance per dimension of Robnik et al. */
  private static final double FULL_BATCH_TARGET = 5e-4;

  /** The samplers. */
  public enum Name {
    SMILE_NAIVE,
    SMILE,
    PSMILE_NAIVE,
    PSMILE,
    MCLMC;
  }

  /** The tuners. */
  public enum TunerName {
    PUBLISHED,
    STATIONARY
  }

  public SamplerSettings {
    requirePositive("initial step size", initialStepSize);
    requirePositive("probe interval", probeInterval);
    if (!Double.isNaN(energyErrorTarget)) {
      requirePositive("energy error target", energyErrorTarget);
    }
    if (tuningSteps < 0) {
      throw new IllegalArgumentException("tuning steps must not be negative: " + tuningSteps);
    }
  }

  private static void requirePositive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(what + " must be positive and finite: " + value);
    }
  }

  /** A sampler for one thread and positions of length {@code dimension}. */
  public Sampler create(int dimension) {
    return switch (name) {
      case SMILE_NAIVE ->
          microcanonical(
              dimension,
              Preconditioner.NONE,
              new PublishedTuner(PublishedTunerSettings.FOLLOW_ONLY));
      case SMILE -> microcanonical(dimension, Preconditioner.NONE, minibatchTuner());
      case PSMILE_NAIVE ->
          microcanonical(
              dimension, preconditioner, new PublishedTuner(PublishedTunerSettings.FOLLOW_ONLY));
      case PSMILE -> microcanonical(dimension, preconditioner, minibatchTuner());
      case MCLMC ->
          new MclmcSampler(
              dimension,
              microcanonical(dimension, Preconditioner.NONE, stationary(FULL_BATCH_TARGET)),
              seed,
              tuningSteps);
    };
  }

  private MicrocanonicalSampler microcanonical(
      int dimension, Preconditioner preconditioner, Tuner tuner) {
    return new MicrocanonicalSampler(dimension, preconditioner, tuner, initialStepSize);
  }

  private Tuner minibatchTuner() {
    return switch (tuner) {
      case PUBLISHED -> new PublishedTuner(published);
      case STATIONARY -> stationary(MINIBATCH_TARGET);
    };
  }

  private Tuner stationary(double defaultTarget) {
    double target = Double.isNaN(energyErrorTarget) ? defaultTarget : energyErrorTarget;
    return new StationaryTuner(
        new StationaryTuner.Settings(
            target,
            probeInterval,
            StationaryTuner.Settings.SHARE,
            StationaryTuner.Settings.ADAPTATION_STRENGTH));
  }

  /** Whether the sampler wants every row of the window in every step. */
  public boolean fullBatch() {
    return name == Name.MCLMC;
  }
}
