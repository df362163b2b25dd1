package org.smilestream.job.bench.analytical;

/**
 * The error of second moments that are estimated by draws: e_i = (mean of θ_i² − E[θ_i²]) /
 * √Var[θ_i²]. The mean of e_i² over the coordinates is b²; for n exact independent draws it is 1/n
 * on average.
 */
final class SecondMomentError {
  private final Density density;
  private final double[] sums;
  private long draws;

  SecondMomentError(Density density) {
    this.density = density;
    sums = new double[density.dimension()];
  }

  void add(double[] position) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += position[i] * position[i];
    }
    draws++;
  }

  /** e, length d. */
  double[] perCoordinate() {
    double[] errors = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      double error = sums[i] / draws - density.secondMoment(i);
      errors[i] = error / Math.sqrt(density.squareVariance(i));
    }
    return errors;
  }

  /** b² = mean of e_i²; NaN before the first draw. */
  double meanSquare() {
    double sum = 0;
    for (double error : perCoordinate()) {
      sum += error * error;
    }
    return sum / sums.length;
  }
}
