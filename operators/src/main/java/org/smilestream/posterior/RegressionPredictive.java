package org.smilestream.posterior;

import org.smilestream.data.Scaler;

/** Takes a network's outputs for one row back to the target's own units. */
public final class RegressionPredictive {

  private RegressionPredictive() {}

  /**
   * The predictive distribution in the target's own units. Its log density therefore is that of the
   * target itself: it contains −ln of the scaler's target deviation, the Jacobian of the scaling.
   *
   * @param means μ of each sample, in scaled units
   * @param standardDeviations σ of each sample, in scaled units
   * @param scaler the one that the samples were trained with
   */
  public static GaussianMixture of(double[] means, double[] standardDeviations, Scaler scaler) {
    double[] ownMeans = new double[means.length];
    double[] ownDeviations = new double[standardDeviations.length];
    for (int i = 0; i < means.length; i++) {
      ownMeans[i] = means[i] * scaler.targetDeviation() + scaler.targetMean();
    }
    for (int i = 0; i < standardDeviations.length; i++) {
      ownDeviations[i] = standardDeviations[i] * scaler.targetDeviation();
    }
    return new GaussianMixture(ownMeans, ownDeviations);
  }
}
