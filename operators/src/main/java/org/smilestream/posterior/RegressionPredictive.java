package org.smilestream.posterior;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.smilestream.data.Scaler;
import org.smilestream.data.TargetTransform;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;

/** Takes a network's outputs for one row back to the target's own units. */
public final class RegressionPredictive {

  private RegressionPredictive() {}

  /**
   * The predictive distribution that the likelihood of {@code spec} makes of a network's outputs,
   * in the target's own units. Its log density therefore is that of the target itself: it contains
   * −ln of the scaler's target deviation, the Jacobian of the scaling, and that of the transform. A
   * count has no other units: the scaler does not touch it.
   *
   * @param outputs [output][sample], at least one sample; kept, not copied
   * @param last the last entry of each sample's position
   */
  static PredictiveDistribution of(
      ModelSpec spec, double[][] outputs, double[] last, Scaler scaler) {
    return switch (spec.likelihood()) {
      case GAUSSIAN -> normal(spec, outputs[0], apply(Likelihood::sigma, last), scaler);
      case GAUSSIAN_HETEROSCEDASTIC -> normal(spec, outputs[0], sigmas(spec, outputs[1]), scaler);
      case STUDENT_T ->
          new StudentTMixture(
              apply(mean -> mean * scaler.targetDeviation() + scaler.targetMean(), outputs[0]),
              apply(sigma -> sigma * scaler.targetDeviation(), sigmas(spec, outputs[1])),
              apply(spec::degreesOfFreedom, last));
      case POISSON ->
          new CountMixture(apply(Likelihood::rate, outputs[0]), new double[outputs[0].length]);
      case NEGATIVE_BINOMIAL ->
          new CountMixture(
              apply(Likelihood::rate, outputs[0]), apply(Likelihood::dispersion, outputs[1]));
      case CATEGORICAL -> throw new IllegalArgumentException("a class is no number");
    };
  }

  private static double[] sigmas(ModelSpec spec, double[] outputs) {
    return apply(s -> Likelihood.sigma(spec.scaleLink().logScale(s)), outputs);
  }

  private static PredictiveDistribution normal(
      ModelSpec spec, double[] means, double[] standardDeviations, Scaler scaler) {
    double[] locations =
        apply(mean -> mean * scaler.targetDeviation() + scaler.targetMean(), means);
    double[] scales = apply(sigma -> sigma * scaler.targetDeviation(), standardDeviations);
    return untransformed(spec, locations, scales);
  }

  /** The distribution of a target that is normal once it is transformed. */
  private static PredictiveDistribution untransformed(
      ModelSpec spec, double[] locations, double[] scales) {
    TargetTransform transform = spec.targetTransform();
    return transform.isLog()
        ? new LogNormalMixture(locations, scales, transform.shift())
        : new GaussianMixture(locations, scales);
  }

  private static double[] apply(DoubleUnaryOperator function, double[] values) {
    return Arrays.stream(values).map(function).toArray();
  }

  /**
   * What can be said of a number before there is any sample: a normal distribution, of the
   * transformed target, by the moments of the targets so far. The next row differs from the mean by
   * its own deviation and by the mean's error.
   */
  static PredictiveDistribution ofMoments(ModelSpec spec, Scaler scaler) {
    double deviation = scaler.targetDeviation() * Math.sqrt(1 + 1.0 / scaler.rows());
    return untransformed(spec, new double[] {scaler.targetMean()}, new double[] {deviation});
  }

  /**
   * What can be said of a count before there is any sample: a negative binomial distribution by the
   * moments of the counts so far, a Poisson distribution where these vary no more than one. Half an
   * event more than was seen, since the next count may be positive when all so far were zero.
   */
  static PredictiveDistribution ofCountMoments(Scaler scaler) {
    double mean = scaler.targetMean() + 0.5 / scaler.rows();
    double variance =
        scaler.targetDeviation() * scaler.targetDeviation() * (1 + 1.0 / scaler.rows());
    double dispersion = Math.max(0, (variance - mean) / (mean * mean));
    return new CountMixture(new double[] {mean}, new double[] {dispersion});
  }
}
