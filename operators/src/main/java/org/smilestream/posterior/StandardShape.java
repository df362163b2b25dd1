package org.smilestream.posterior;

/** The distributions that the components of a mixture shift and scale, symmetric about 0. */
interface StandardShape {

  /** P(Z ≤ z) of a component. */
  double cdf(int component, double z);

  double density(int component, double z);

  /** Derivative of the log density. */
  double logSlope(int component, double z);

  /** The smallest quantile of all components at a level. */
  double lowestQuantile(double level);

  /** The largest quantile of all components at a level. */
  double highestQuantile(double level);
}
