package org.smilestream.sampler;

import java.io.Serializable;
import java.util.Optional;

/**
 * Which sampler runs, and how.
 *
 * @param preconditioner of {@code psmile} and {@code psmile-naive}; the others have none
 * @param preconditionerWindow 1/α: steps over which the preconditioner averages, at least 1
 * @param tuner of {@code smile} and {@code psmile}; {@code mclmc} always has the stationary one,
 *     the others none
 * @param published parameters of the published tuner
 * @param initialStepSize ε₀; NaN for the sampler's default
 * @param energyErrorTarget ξ* of the stationary tuner; NaN for the sampler's default
 * @param probeInterval P of the stationary tuner, in steps
 * @param tuningSteps number of steps of a chain before its positions count as samples
 * @param cycleSteps C, the steps of a cycle of {@code cyclical-sgld}; at least 2, so that one of
 *     them samples
 */
public record SamplerSettings(
    Name name,
    Preconditioner preconditioner,
    int preconditionerWindow,
    TunerName tuner,
    PublishedTunerSettings published,
    double initialStepSize,
    double energyErrorTarget,
    int probeInterval,
    long tuningSteps,
    long cycleSteps,
    long seed)
    implements Serializable {

  /** 1/α, where nothing else is asked for: that of the paper. */
  public static final int PRECONDITIONER_WINDOW = 100;

  /** P, where nothing else is asked for. */
  public static final int PROBE_INTERVAL = 10;

  /** ξ* for minibatches; see docs/benchmarks.md for where it comes from. */
  private static final double MINIBATCH_TARGET = 1e-7;

  /** ξ* for full batches, the energy variance per dimension of Robnik et al. */
  private static final double FULL_BATCH_TARGET = 5e-4;

  /** The samplers. */
  public enum Name {
    SMILE_NAIVE(1e-3),
    SMILE(1e-3),
    PSMILE_NAIVE(1e-3),
    PSMILE(1e-3),
    MCLMC(1e-3),
    SGLD(2e-6),
    SGHMC(5e-3),
    CYCLICAL_SGLD(4e-6);

    /** ε₀ where none is set; those of the baselines are for posteriors of some thousand rows. */
    private final double defaultStepSize;

    Name(double defaultStepSize) {
      this.defaultStepSize = defaultStepSize;
    }
  }

  /** The tuners. */
  public enum TunerName {
    PUBLISHED,
    STATIONARY
  }

  public SamplerSettings {
    if (!Double.isNaN(initialStepSize)) {
      requirePositive("initial step size", initialStepSize);
    }
    requirePositive("preconditioner window", preconditionerWindow);
    requirePositive("probe interval", probeInterval);
    if (!Double.isNaN(energyErrorTarget)) {
      requirePositive("energy error target", energyErrorTarget);
    }
    if (tuningSteps < 0) {
      throw new IllegalArgumentException("tuning steps must not be negative: " + tuningSteps);
    }
    if (cycleSteps < 2) {
      throw new IllegalArgumentException("a cycle must have at least two steps: " + cycleSteps);
    }
  }

  private static void requirePositive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(what + " must be positive and finite: " + value);
    }
  }

  /**
   * A sampler for one thread, positions of length {@code dimension} and a density without prior.
   */
  public Sampler create(int dimension) {
    return create(dimension, 0);
  }

  /**
   * A sampler for one thread and positions of length {@code dimension}.
   *
   * @param priorPrecision of each coordinate, see {@link org.smilestream.model.Prior#precision}
   */
  public Sampler create(int dimension, double priorPrecision) {
    return switch (name) {
      case SMILE_NAIVE ->
          microcanonical(
              dimension,
              priorPrecision,
              Preconditioner.NONE,
              new PublishedTuner(PublishedTunerSettings.FOLLOW_ONLY));
      case SMILE ->
          microcanonical(dimension, priorPrecision, Preconditioner.NONE, minibatchTuner());
      case PSMILE_NAIVE ->
          microcanonical(
              dimension,
              priorPrecision,
              preconditioner,
              new PublishedTuner(PublishedTunerSettings.FOLLOW_ONLY));
      case PSMILE -> microcanonical(dimension, priorPrecision, preconditioner, minibatchTuner());
      case MCLMC ->
          new MclmcSampler(
              dimension,
              microcanonical(dimension, priorPrecision, Preconditioner.NONE, stationary()),
              seed,
              tuningSteps);
      case SGLD -> sgld();
      case SGHMC -> new SghmcSampler(dimension, seed, stepSize(), tuningSteps);
      case CYCLICAL_SGLD -> new CyclicalSgldSampler(sgld(), cycleSteps);
    };
  }

  private MicrocanonicalSampler microcanonical(
      int dimension, double priorPrecision, Preconditioner preconditioner, Tuner tuner) {
    return new MicrocanonicalSampler(
        dimension, preconditioner, preconditionerWindow, priorPrecision, tuner, stepSize());
  }

  private SgldSampler sgld() {
    return new SgldSampler(seed, stepSize());
  }

  private double stepSize() {
    return Double.isNaN(initialStepSize) ? name.defaultStepSize : initialStepSize;
  }

  private Tuner minibatchTuner() {
    return switch (tuner) {
      case PUBLISHED -> new PublishedTuner(published);
      case STATIONARY -> stationary();
    };
  }

  private StationaryTuner stationary() {
    return new StationaryTuner(
        new StationaryTuner.Settings(
            usedEnergyErrorTarget(),
            probeInterval,
            StationaryTuner.Settings.SHARE,
            StationaryTuner.Settings.ADAPTATION_STRENGTH));
  }

  /** ξ* of the stationary tuner. */
  public double usedEnergyErrorTarget() {
    double defaultTarget = fullBatch() ? FULL_BATCH_TARGET : MINIBATCH_TARGET;
    return Double.isNaN(energyErrorTarget) ? defaultTarget : energyErrorTarget;
  }

  /** The error of ΔE at a probe of the stationary tuner that does no harm. */
  public double energyErrorTolerance(int dimension) {
    return stationary().tolerance(dimension);
  }

  /** The preconditioner that the sampler runs with. */
  public Preconditioner usedPreconditioner() {
    return switch (name) {
      case PSMILE, PSMILE_NAIVE -> preconditioner;
      case SMILE, SMILE_NAIVE, MCLMC, SGLD, SGHMC, CYCLICAL_SGLD -> Preconditioner.NONE;
    };
  }

  /** The tuner that the sampler runs with; empty where its step size follows no energy error. */
  public Optional<TunerName> usedTuner() {
    return switch (name) {
      case PSMILE, SMILE -> Optional.of(tuner);
      case MCLMC -> Optional.of(TunerName.STATIONARY);
      case SMILE_NAIVE, PSMILE_NAIVE, SGLD, SGHMC, CYCLICAL_SGLD -> Optional.empty();
    };
  }

  /** The same with another seed. */
  public SamplerSettings withSeed(long other) {
    return new SamplerSettings(
        name,
        preconditioner,
        preconditionerWindow,
        tuner,
        published,
        initialStepSize,
        energyErrorTarget,
        probeInterval,
        tuningSteps,
        cycleSteps,
        other);
  }

  /** Whether the sampler wants every row of the window in every step. */
  public boolean fullBatch() {
    return name == Name.MCLMC;
  }
}
