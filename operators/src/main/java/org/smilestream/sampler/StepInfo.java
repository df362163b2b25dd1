package org.smilestream.sampler;

/** What happened in one step. Overwritten by every step. */
public final class StepInfo {
  double middleLogDensity;
  double logDensity;
  double energyError;
  double normalisedEnergyError;
  boolean probe;
  boolean rejected;

  /** Sets everything; for chains whose steps are made elsewhere. */
  public void set(
      double middleLogDensity,
      double logDensity,
      double energyError,
      double normalisedEnergyError,
      boolean probe,
      boolean rejected) {
    this.middleLogDensity = middleLogDensity;
    this.logDensity = logDensity;
    this.energyError = energyError;
    this.normalisedEnergyError = normalisedEnergyError;
    this.probe = probe;
    this.rejected = rejected;
  }

  /**
   * ℓ in the middle of the step, on its minibatch; what {@link #logDensity()} differs from it by is
   * free of minibatch noise. Microcanonical samplers only.
   */
  public double middleLogDensity() {
    return middleLogDensity;
  }

  /** ℓ of the proposal. */
  public double logDensity() {
    return logDensity;
  }

  /** ΔE, signed; without its potential part in a chain's first step. Not finite in a divergence. */
  public double energyError() {
    return energyError;
  }

  /** ξ = ΔE²/d; free of minibatch noise only if {@link #probe()}. */
  public double normalisedEnergyError() {
    return normalisedEnergyError;
  }

  /** Whether the whole step, its start included, was taken on one minibatch. */
  public boolean probe() {
    return probe;
  }

  public boolean rejected() {
    return rejected;
  }

  /** Whether a number overflowed or was undefined. */
  public boolean divergent() {
    return !Double.isFinite(energyError);
  }
}
