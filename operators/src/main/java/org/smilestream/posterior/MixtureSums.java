package org.smilestream.posterior;

/** Sums over the components of a mixture at one point; not divided by their number. */
final class MixtureSums {
  private double tail;
  private double density;
  private double slope;

  void clear() {
    tail = 0;
    density = 0;
    slope = 0;
  }

  /** A component: the probability of its tail, its density, and the derivative of that. */
  void add(double componentTail, double componentDensity, double componentSlope) {
    tail += componentTail;
    density += componentDensity;
    slope += componentSlope;
  }

  double tail() {
    return tail;
  }

  double density() {
    return density;
  }

  double slope() {
    return slope;
  }
}
