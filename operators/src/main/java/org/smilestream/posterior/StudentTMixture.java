package org.smilestream.posterior;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A mixture of shifted and scaled Student t distributions with equal weights: the posterior
 * predictive distribution of a number with heavy tails. All degrees of freedom are above 2, so that
 * its variance exists.
 */
public final class StudentTMixture implements PredictiveDistribution {

  /**
   * Nodes of the integral in {@link #crps}, at equal distances {@link #NODE_STEP} from −{@link
   * #LAST_NODE} to {@link #LAST_NODE}.
   */
  private static final double NODE_STEP = 0.25;

  private static final double LAST_NODE = 6;
  private static final double[] NODES = nodes(Math::sinh);
  private static final double[] WEIGHTS = nodes(x -> NODE_STEP * Math.cosh(x));

  /** The same of the integral that is taken where that one will not do. */
  private static final double SMALL_STEP = 0.125;

  /** Distance of a component from the mean up to which the nodes meet it. */
  private static final double MOST_SCALES = 10;

  /** Of the integral: a smaller difference from it is not trusted. */
  private static final double LEAST_SHARE = 0.2;

  private final double[] locations;
  private final double[] scales;
  private final StudentShape shape;
  private final MixtureMoments moments;

  /** Standard deviation of a component of scale 1, over all components. */
  private final double shapeDeviation;

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
    double squares = 0;
    for (int i = 0; i < variances.length; i++) {
      double nu = degreesOfFreedom[i];
      if (!(nu > 2)) {
        throw new IllegalArgumentException(
            "component %d of a mixture needs more than 2 degrees of freedom: %s".formatted(i, nu));
      }
      double square = scales[i] * scales[i];
      squares += square;
      variances[i] = square * nu / (nu - 2);
    }
    this.locations = locations;
    this.scales = scales;
    shape = new StudentShape(degreesOfFreedom);
    moments = MixtureMoments.of(locations, variances);
    shapeDeviation = Math.sqrt(moments.aleatoricVariance() * locations.length / squares);
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
    return new MixtureQuantile(locations, scales, shape, level)
        .solve(mean(), standardDeviation() / shapeDeviation);
  }

  /**
   * E|Y − y| − ∫ P(Y ≤ t) P(Y > t) dt, of which the first part has a closed form for each
   * component. The second is integrated by the trapezium rule in x, t = mean + w sinh x with w the
   * mean of the scales. Its error is below 1 % unless a component is further from the mean than ten
   * of its scales. Where one is, and where the difference is so small beside the integral that it
   * would be lost in that error (a single sample that knows nothing of a row has a scale beyond all
   * others), the definition is integrated instead, which costs some ten times as much.
   */
  @Override
  public double crps(double y) {
    double toObservation = 0;
    double width = 0;
    double furthest = 0;
    for (int i = 0; i < locations.length; i++) {
      toObservation += scales[i] * shape.meanDistance(i, (y - locations[i]) / scales[i]);
      width += scales[i] / locations.length;
      furthest = Math.max(furthest, Math.abs(locations[i] - mean()) / scales[i]);
    }
    if (furthest > MOST_SCALES) {
      return distanceToStep(y);
    }
    double spread = spread(width);
    double crps = toObservation / locations.length - spread;
    return crps < LEAST_SHARE * spread ? distanceToStep(y) : crps;
  }

  /** ∫ P(Y ≤ t) P(Y > t) dt: half of the mean distance of two copies of Y. */
  private double spread(double width) {
    double sum = 0;
    for (int i = 0; i < NODES.length; i++) {
      double below = cdf(mean() + width * NODES[i]);
      sum += below * (1 - below) * WEIGHTS[i];
    }
    return sum * width;
  }

  private static double[] nodes(DoubleUnaryOperator function) {
    return IntStream.rangeClosed(0, (int) (2 * LAST_NODE / NODE_STEP))
        .mapToDouble(i -> function.applyAsDouble(i * NODE_STEP - LAST_NODE))
        .toArray();
  }

  /**
   * ∫ (P(Y ≤ t) − 1{y ≤ t})² dt by the trapezium rule, from the lowest end of all components to the
   * highest, with a node at y.
   */
  private double distanceToStep(double y) {
    double reach = Math.sinh(LAST_NODE);
    double t = y;
    double end = y;
    for (int i = 0; i < locations.length; i++) {
      t = Math.min(t, locations[i] - reach * scales[i]);
      end = Math.max(end, locations[i] + reach * scales[i]);
    }
    double sum = 0;
    double below = cdf(t);
    while (t < end) {
      double next = Math.max(Math.nextUp(t), t + SMALL_STEP * stretch(t));
      if (t < y && y < next) {
        next = y;
      }
      double belowNext = cdf(next);
      boolean left = next <= y;
      double from = left ? below : 1 - below;
      double to = left ? belowNext : 1 - belowNext;
      sum += (next - t) * (from * from + to * to) / 2;
      t = next;
      below = belowNext;
    }
    return sum;
  }

  /**
   * How far apart the nodes of the integral may lie at t, up to a factor: dt/dx with t = location +
   * scale sinh x, of the component of which it is least.
   */
  private double stretch(double t) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < locations.length; i++) {
      double distance = t - locations[i];
      least = Math.min(least, scales[i] * scales[i] + distance * distance);
    }
    return Math.sqrt(least);
  }
}
