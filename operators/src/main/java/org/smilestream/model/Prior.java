package org.smilestream.model;

import java.io.Serializable;

/**
 * An independent prior on every entry of the position. Its density keeps the normalising constant.
 */
public record Prior(Family family, double location, double scale) implements Serializable {

  /** Shape of the prior. */
  public enum Family {
    NORMAL,
    LAPLACE
  }

  /** The default: standard normal. */
  public static final Prior STANDARD_NORMAL = new Prior(Family.NORMAL, 0, 1);

  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  public Prior {
    if (!(scale > 0) || Double.isInfinite(scale)) {
      throw new IllegalArgumentException("prior scale must be positive and finite: " + scale);
    }
    if (!Double.isFinite(location)) {
      throw new IllegalArgumentException("prior location must be finite: " + location);
    }
  }

  /**
   * The expected square of a coordinate's gradient under the prior, which is its Fisher
   * information: 1/scale² for both shapes.
   */
  public double precision() {
    return 1 / (scale * scale);
  }

  /**
   * Returns log p(position) and adds its gradient to {@code gradient}, both of length d.
   *
   * <p>Summed in double, in the order of the entries.
   */
  public double logDensity(double[] position, double[] gradient) {
    return switch (family) {
      case NORMAL -> normal(position, gradient);
      case LAPLACE -> laplace(position, gradient);
    };
  }

  private double normal(double[] position, double[] gradient) {
    double precision = precision();
    double squares = 0;
    for (int i = 0; i < position.length; i++) {
      double deviation = position[i] - location;
      squares += deviation * deviation;
      gradient[i] -= deviation * precision;
    }
    return -0.5 * squares * precision - position.length * (HALF_LOG_TWO_PI + Math.log(scale));
  }

  private double laplace(double[] position, double[] gradient) {
    double sum = 0;
    for (int i = 0; i < position.length; i++) {
      double deviation = position[i] - location;
      sum += Math.abs(deviation);
      gradient[i] -= Math.signum(deviation) / scale;
    }
    return -sum / scale - position.length * Math.log(2 * scale);
  }
}
