package org.smilestream.job.bench.analytical;

import org.smilestream.job.options.EnumNames;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.PublishedTunerSettings;
import org.smilestream.sampler.SamplerSettings;
import org.smilestream.sampler.SamplerSettings.Name;
import org.smilestream.sampler.SamplerSettings.TunerName;

/** The samplers that are compared, and the one number that each is given. */
enum Contender {
  SMILE_NAIVE(Name.SMILE_NAIVE, Dynamics.MICROCANONICAL, Setting.STEP_SIZE, true),
  PSMILE_NAIVE(Name.PSMILE_NAIVE, Dynamics.MICROCANONICAL, Setting.STEP_SIZE, true),
  SMILE(Name.SMILE, Dynamics.MICROCANONICAL, Setting.ENERGY_ERROR, true),
  PSMILE(Name.PSMILE, Dynamics.MICROCANONICAL, Setting.ENERGY_ERROR, true),
  SGLD(Name.SGLD, Dynamics.LANGEVIN, Setting.STEP_SIZE, true),
  SGHMC(Name.SGHMC, Dynamics.HAMILTONIAN, Setting.STEP_SIZE, true),
  CYCLICAL_SGLD(Name.CYCLICAL_SGLD, Dynamics.LANGEVIN, Setting.STEP_SIZE, true),
  MCLMC(Name.MCLMC, Dynamics.MICROCANONICAL, Setting.ENERGY_ERROR, false);

  /** Where a tuner begins, in the unit of the dynamics. */
  private static final double INITIAL_STEP_SIZE = 0.03;

  /**
   * The share of the steps after which {@code mclmc} fixes its decoherence length and {@code sghmc}
   * its scale.
   */
  private static final double TUNING_SHARE = 0.1;

  /** Of {@code cyclical-sgld}, within a run. */
  private static final int CYCLES = 4;

  private final Name sampler;
  private final Dynamics dynamics;
  private final Setting setting;
  private final boolean takesNoise;

  Contender(Name sampler, Dynamics dynamics, Setting setting, boolean takesNoise) {
    this.sampler = sampler;
    this.dynamics = dynamics;
    this.setting = setting;
    this.takesNoise = takesNoise;
  }

  /** What the number means. */
  enum Setting {
    /** ε, fixed (of {@code cyclical-sgld} ε₀), in the unit of the dynamics. */
    STEP_SIZE,
    /** ξ*, the energy error that the stationary tuner aims at. */
    ENERGY_ERROR
  }

  Setting setting() {
    return setting;
  }

  /** As the option writes it. */
  String label() {
    return EnumNames.name(this);
  }

  /** Whether it is made for noisy gradients. */
  boolean takesNoise() {
    return takesNoise;
  }

  /**
   * @param value of {@link #setting()}
   */
  SamplerSettings settings(
      double value, Density density, GradientNoise noise, BenchSettings settings) {
    double unit = dynamics.stepUnit(density, noise);
    long steps = settings.gradients() / dynamics.gradientsPerStep();
    boolean fixed = setting == Setting.STEP_SIZE;
    return new SamplerSettings(
        sampler,
        Preconditioner.NOISE_VARIANCE,
        settings.preconditionerWindow(),
        TunerName.STATIONARY,
        PublishedTunerSettings.DEFAULT,
        (fixed ? value : INITIAL_STEP_SIZE) * unit,
        fixed ? Double.NaN : value,
        SamplerSettings.PROBE_INTERVAL,
        (long) (TUNING_SHARE * steps),
        Math.max(2, steps / CYCLES),
        settings.seed());
  }
}
