package org.smilestream.posterior;

/** The distributions that the components of a mixture shift and scale, symmetric about 0. */
interface StandardShape {

  /** P(Z ≤ z) of a component. */
  double cdf(int component, double z);

  double density(int component, double z);

  /** Derivative of the log density. */
  double logSlope(int component, double z);

  /**
   * Adds up a mixture of this shape at y.
   *
   * @param lowerTail whether the tail is P(Y ≤ y), else P(Y > y)
   * @param sums takes the result
   */
  default void sum(
      double[] locations, double[] scales, double y, boolean lowerTail, MixtureSums sums) {
    sums.clear();
    for (int i = 0; i < locations.length; i++) {
      double z = (y - locations[i]) / scales[i];
      double density = density(i, z) / scales[i];
      sums.add(cdf(i, lowerTail ? z : -z), density, density * logSlope(i, z) / scales[i]);
    }
  }

  /** The smallest and the largest of all components' quantiles at a level, or a little beyond. */
  Range quantiles(double level);

  /** Two numbers and all between them. */
  record Range(double lowest, double highest) {}
}
