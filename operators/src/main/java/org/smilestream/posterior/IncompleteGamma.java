package org.smilestream.posterior;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 − P(a, x), with work that does
 * not grow with a. From a = {@link #LARGE} on it is the uniform expansion of Temme (1979),
 *
 * <pre>
 *   Q(a, x) = ½ erfc(η √(a/2)) + e^(−a η²/2) / √(2π a) (1/(λ − 1) − 1/η),
 *   λ = x/a, ½ η² = λ − 1 − ln λ, η with the sign of λ − 1,
 * </pre>
 *
 * whose first term left out is at most 1e-10.
 */
final class IncompleteGamma {

  /** The first parameter from which on the expansion is used. */
  static final double LARGE = 1e5;

  /** Below this |η| the difference of two inverses is a series, to 1e-15. */
  private static final double SMALL_ETA = 1e-3;

  private IncompleteGamma() {}

  /** P(a, λ a) of any a &gt; 0 and λ &gt; 0. */
  static double lower(double a, double logRatio) {
    if (a < LARGE) {
      return RegularizedGamma.P.value(a, a * Math.exp(logRatio));
    }
    double excess = Math.expm1(logRatio);
    double deviance = SaddlePoint.deviance(Math.exp(logRatio), excess);
    return expansion(a, excess, deviance, -1);
  }

  /** Q(a, x) for where a or x is at least {@link #LARGE}. */
  static double upperOfLarge(double a, double x) {
    double excess = (x - a) / a;
    return expansion(a, excess, SaddlePoint.deviance(x / a, excess), 1);
  }

  /**
   * Q(a, (1 + excess) a), or P with side −1.
   *
   * @param deviance ½ η²
   */
  private static double expansion(double a, double excess, double deviance, int side) {
    double eta = Math.copySign(Math.sqrt(2 * deviance), excess);
    double root = Math.copySign(Math.sqrt(a * deviance), excess);
    double correction =
        Math.abs(eta) < SMALL_ETA
            ? -1.0 / 3 + eta * (1.0 / 12 + eta * (-2.0 / 135 + eta / 864))
            : 1 / excess - 1 / eta;
    double density = Math.exp(-a * deviance) / Math.sqrt(2 * Math.PI * a);
    return Math.max(0, Math.min(1, Erfc.value(side * root) / 2 + side * correction * density));
  }
}
