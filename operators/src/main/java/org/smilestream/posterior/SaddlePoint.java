package org.smilestream.posterior;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * What the expansions of distributions about their saddle point are made of. With it probabilities
 * keep their digits where products of large numbers would lose them (Loader, 2000, Fast and
 * accurate computation of binomial probabilities).
 */
final class SaddlePoint {

  /** Share of 1 within which a ratio's deviance is summed as a series. */
  private static final double NEAR = 0.2;

  /** From here on {@link #stirlingError} is a series, to 1e-16. */
  private static final double SERIES_FROM = 16;

  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
  private static final int MOST_NEWTON_STEPS = 20;

  private SaddlePoint() {}

  /**
   * r − 1 − ln r ≥ 0, with a small relative error for any ratio r &gt; 0.
   *
   * @param ratio r
   * @param excess r − 1, without the error that the subtraction makes where r is nearly 1
   */
  static double deviance(double ratio, double excess) {
    if (!(Math.abs(excess) < NEAR)) {
      return excess - Math.log(ratio);
    }
    // ln r = 2 artanh v with v = (r − 1)/(r + 1).
    double v = excess / (2 + excess);
    double square = v * v;
    double sum = excess * v;
    double power = 2 * v;
    for (int odd = 3; ; odd += 2) {
      power *= square;
      double next = sum - power / odd;
      if (next == sum) {
        return sum;
      }
      sum = next;
    }
  }

  /**
   * ln r of the ratio r whose deviance is given, by Newton's method.
   *
   * @param deviance at least 0
   * @param above whether r ≥ 1
   */
  static double logRatio(double deviance, boolean above) {
    double eta = (above ? 1 : -1) * Math.sqrt(2 * deviance);
    if (eta == 0) {
      return 0;
    }
    // Beyond 1 from where the function, which is convex, is too large: no step leads too far.
    double log =
        Math.abs(eta) < 1
            ? Math.log1p(eta * (1 + eta * (1.0 / 3 + eta / 36)))
            : above ? Math.log1p(deviance + eta) : -1 - deviance;
    for (int i = 0; i < MOST_NEWTON_STEPS; i++) {
      double excess = Math.expm1(log);
      double step = (deviance(Math.exp(log), excess) - deviance) / excess;
      log -= step;
      if (Math.abs(step) <= 1e-15 * Math.abs(log)) {
        break;
      }
    }
    return log;
  }

  /** ln Γ(z + 1) − ((z + ½) ln z − z + ½ ln 2π), of z &gt; 0. */
  static double stirlingError(double z) {
    if (z < SERIES_FROM) {
      return LogGamma.value(z + 1) - (z + 0.5) * Math.log(z) + z - HALF_LOG_TWO_PI;
    }
    double inverse = 1 / z;
    double square = inverse * inverse;
    return inverse
        * (1.0 / 12
            - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188))));
  }

  /** ½ ln(2π z). */
  static double logWidth(double z) {
    return HALF_LOG_TWO_PI + 0.5 * Math.log(z);
  }
}
