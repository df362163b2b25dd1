package org.smilestream.posterior;

import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The posterior predictive of held-out numbers, gathered sample by sample: a mixture of Gaussians
 * for each row, of which only sums are kept, so that memory does not grow with the samples.
 */
public final class HeldOutPredictive {
  private static final ContinuousDistribution NORMAL = NormalDistribution.of(0, 1);

  private final double[] targets;
  private final Lppd lppd;

  /** Σ of the samples' means and of their P(Y ≤ target), by row. */
  private final double[] means;

  private final double[] probabilities;
  private final double[] logLikelihood;

  /**
   * @param targets what happened, at least one row; kept, not copied
   */
  public HeldOutPredictive(double[] targets) {
    this.targets = targets;
    lppd = new Lppd(targets.length);
    means = new double[targets.length];
    probabilities = new double[targets.length];
    logLikelihood = new double[targets.length];
  }

  /**
   * Adds a sample.
   *
   * @param sampleMeans its mean for every row; entries behind the rows are ignored
   * @param deviation its standard deviation, positive
   */
  public void add(double[] sampleMeans, double deviation) {
    for (int row = 0; row < targets.length; row++) {
      double z = (targets[row] - sampleMeans[row]) / deviation;
      means[row] += sampleMeans[row];
      probabilities[row] += NORMAL.cumulativeProbability(z);
      logLikelihood[row] = NORMAL.logDensity(z) - Math.log(deviation);
    }
    lppd.add(logLikelihood);
  }

  /** Adds all samples that were added to {@code other}, for the same targets. */
  public void add(HeldOutPredictive other) {
    for (int row = 0; row < targets.length; row++) {
      means[row] += other.means[row];
      probabilities[row] += other.probabilities[row];
    }
    lppd.add(other.lppd);
  }

  /** Log pointwise predictive density in nats a row; NaN without samples. */
  public double lppd() {
    return lppd.value();
  }

  /** Root mean squared error of the predictive means; NaN without samples. */
  public double rootMeanSquaredError() {
    double squares = 0;
    for (int row = 0; row < targets.length; row++) {
      double error = targets[row] - means[row] / lppd.samples();
      squares += error * error;
    }
    return Math.sqrt(squares / targets.length);
  }

  /**
   * Share of the targets within the central interval; NaN without samples.
   *
   * @param level nominal coverage of the interval, between 0 and 1
   */
  public double coverage(double level) {
    if (lppd.samples() == 0) {
      return Double.NaN;
    }
    int covered = 0;
    for (double sum : probabilities) {
      // The target lies within the interval if its own probability does.
      covered += Math.abs(sum / lppd.samples() - 0.5) <= level / 2 ? 1 : 0;
    }
    return (double) covered / targets.length;
  }
}
