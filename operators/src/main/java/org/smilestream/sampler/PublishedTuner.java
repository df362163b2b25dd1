package org.smilestream.sampler;

/**
 * The tuner of the paper (Sommer et al., ICML 2026): takes a = |ΔE| for a Gamma variable whose mean
 * m and spread v it follows, rejects a step in the upper tail, and moves the step size when a falls
 * in a tail.
 *
 * <p>It cannot run for ever: by construction a share 2q/3 of the steps shrinks ε and only q/3 lets
 * it grow, whatever ε is. It is here for comparison; {@link StationaryTuner} is the default.
 */
final class PublishedTuner implements Tuner {
  private static final int FIRST_TUNED_STEP = 10;
  private static final int FIRST_AVERAGED_STEP = 3;
  private static final int FIRST_CORRECTED_STEP = 5;
  private static final double MIN_MEAN = 1e-6;
  private static final double MAX_MEAN = 1e6;
  private static final double MAX_SPREAD = 1e7;

  private final PublishedTunerSettings settings;
  private final GammaQuantile rejection;
  private final GammaQuantile tooLarge;
  private final GammaQuantile tooSmall;

  PublishedTuner(PublishedTunerSettings settings) {
    this.settings = settings;
    rejection = GammaQuantile.at(settings.resetProbability());
    tooLarge = GammaQuantile.at(1 - 2 * settings.adaptationMass() / 3);
    tooSmall = GammaQuantile.at(settings.adaptationMass() / 3);
  }

  @Override
  public boolean probes(ChainState current) {
    return false;
  }

  @Override
  public void judge(ChainState current, ChainState next, StepInfo info) {
    if (info.divergent()) {
      // Moments fed with a NaN would never be numbers again.
      info.rejected = true;
      next.stepSize = moved(current.stepSize, -settings.adaptationStrength());
      next.tunerLocation = current.tunerLocation;
      next.tunerSpread = current.tunerSpread;
      return;
    }
    long t = current.age() + 1;
    double a = Math.abs(info.energyError);
    double m = current.tunerLocation;
    double v = current.tunerSpread;
    boolean tuned = t >= FIRST_TUNED_STEP;
    info.rejected = tuned && a > rejection.of(m, v);
    next.stepSize = tuned ? adapted(current.stepSize, a, m, v) : current.stepSize;
    next.tunerLocation = mean(t, a, m);
    next.tunerSpread = spread(t, a - next.tunerLocation, v);
  }

  private double adapted(double stepSize, double a, double m, double v) {
    double kappa = settings.adaptationStrength();
    if (a > tooLarge.of(m, v)) {
      return moved(stepSize, -kappa);
    }
    return a < tooSmall.of(m, v) ? moved(stepSize, kappa) : stepSize;
  }

  /** A step size that is left alone may be beyond the range of those that are tuned. */
  private static double moved(double stepSize, double share) {
    return share == 0 ? stepSize : StepSizes.clip(stepSize * (1 + share));
  }

  private double mean(long t, double a, double m) {
    double beta = settings.smoothing();
    double mean = t < FIRST_AVERAGED_STEP ? a : (1 - beta) * m + beta * a;
    return Math.min(MAX_MEAN, Math.max(MIN_MEAN, mean));
  }

  private double spread(long t, double deviation, double v) {
    double beta = settings.smoothing();
    double w = beta * deviation * deviation + (t == 1 ? 0 : (1 - beta) * v * v);
    double variance = t >= FIRST_CORRECTED_STEP ? w / (1 - Math.pow(0.5, t - 4)) : w;
    return Math.min(MAX_SPREAD, Math.max(MIN_MEAN, Math.sqrt(variance)));
  }

  @Override
  public boolean rollsBackAll() {
    return false;
  }
}
