package org.smilestream.posterior;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A mixture of shifted and scaled Student t distributions with equal weights: the posterior
 * predictive distribution of a number with heavy tails. All degrees of freedom are above 2, so that
 * its variance exists.
 */
public final class StudentTMixture implements PredictiveDistribution {

  /**
   * Nodes of the integrals in {@link #crps}, at equal distances {@link #NODE_STEP} from −{@link
   * #LAST_NODE} to {@link #LAST_NODE}.
   */
  private static final double NODE_STEP = 0.25;

  private static final double LAST_NODE = 6;

  private final double[] locations;
  private final double[] scales;
  private final StudentShape shape;
  private final MixtureMoments moments;

  /**
   * A mixture of S components. The arrays are kept, not copied, and must not change any more.
   *
   * @param locations finite, length S ≥ 1; they are the means
   * @param scales positive and finite, length S
   * @param degreesOfFreedom above 2, length S
   */
  public StudentTMixture(double[] locations, double[] scales, double[] degreesOfFreedom) {
    MixtureMoments.require(locations, scales, "scale");
    double[] variances = new double[locations.length];
    for (int i = 0; i < variances.length; i++) {
      double nu = degreesOfFreedom[i];
      if (!(nu > 2)) {
        throw new IllegalArgumentException(
            "component %d of a mixture needs more than 2 degrees of freedom: %s".formatted(i, nu));
      }
      variances[i] = scales[i] * scales[i] * nu / (nu - 2);
    }
    this.locations = locations;
    this.scales = scales;
    shape = new StudentShape(degreesOfFreedom);
    moments = MixtureMoments.of(locations, variances);
  }

  @Override
  public MixtureMoments moments() {
    return moments;
  }

  @Override
  public double cdf(double y) {
    double sum = 0;
    for (int i = 0; i < locations.length; i++) {
      sum += shape.cdf(i, (y - locations[i]) / scales[i]);
    }
    return sum / locations.length;
  }

  @Override
  public double logDensity(double y) {
    LogSumExp sum = new LogSumExp();
    for (int i = 0; i < locations.length; i++) {
      sum.add(shape.logDensity(i, (y - locations[i]) / scales[i]) - Math.log(scales[i]));
    }
    return sum.value() - Math.log(locations.length);
  }

  /** As exact as {@link GaussianMixture#quantile}. */
  @Override
  public double quantile(double level) {
    PredictiveDistribution.requireLevel(level);
    double z = NormalShape.INSTANCE.lowestQuantile(level);
    return new MixtureQuantile(locations, scales, shape, level)
        .solve(mean() + standardDeviation() * z);
  }

  /**
   * E|Y − y| − ∫ P(Y ≤ t) P(Y > t) dt, of which the first part has a closed form for each
   * component. The second is integrated by the trapezium rule in x, t = mean + w sinh x with w the
   * mean of the scales. Its error is below 1 % as long as no scale is below a tenth of w or of the
   * distance between components. Where one is, as where a single sample knows nothing of a row, the
   * difference of the two parts would be lost in that error, and the definition is integrated
   * instead, which costs some hundred times as much.
   */
  @Override
  public double crps(double y) {
    double toObservation = 0;
    double width = 0;
    double narrowest = Double.POSITIVE_INFINITY;
    double first = Double.POSITIVE_INFINITY;
    double last = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < locations.length; i++) {
      toObservation += scales[i] * shape.meanDistance(i, (y - locations[i]) / scales[i]);
      width += scales[i] / locations.length;
      narrowest = Math.min(narrowest, scales[i]);
      first = Math.min(first, locations[i]);
      last = Math.max(last, locations[i]);
    }
    return 10 * narrowest < Math.max(width, last - first)
        ? distanceToStep(y)
        : toObservation / locations.length - spread(width);
  }

  /** ∫ P(Y ≤ t) P(Y > t) dt: half of the mean distance of two copies of Y. */
  private double spread(double width) {
    double sum = 0;
    for (double x = -LAST_NODE; x <= LAST_NODE; x += NODE_STEP) {
      double below = cdf(mean() + width * Math.sinh(x));
      sum += below * (1 - below) * Math.cosh(x);
    }
    return sum * NODE_STEP * width;
  }

  /**
   * ∫ (P(Y ≤ t) − 1{y ≤ t})² dt by the trapezium rule, with nodes around each component at
   * distances of its own scale.
   */
  private double distanceToStep(double y) {
    double[] nodes =
        DoubleStream.concat(
                DoubleStream.of(y),
                IntStream.range(0, locations.length).boxed().flatMapToDouble(this::nodesAround))
            .sorted()
            .toArray();
    double sum = 0;
    double below = cdf(nodes[0]);
    for (int i = 1; i < nodes.length; i++) {
      double next = cdf(nodes[i]);
      boolean left = nodes[i] <= y;
      double from = left ? below : 1 - below;
      double to = left ? next : 1 - next;
      sum += (nodes[i] - nodes[i - 1]) * (from * from + to * to) / 2;
      below = next;
    }
    return sum;
  }

  private DoubleStream nodesAround(int component) {
    double step = NODE_STEP / 2;
    return IntStream.rangeClosed(0, (int) (2 * LAST_NODE / step))
        .mapToDouble(k -> Math.sinh(-LAST_NODE + k * step))
        .map(z -> locations[component] + scales[component] * z);
  }
}
