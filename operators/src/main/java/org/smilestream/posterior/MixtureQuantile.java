package org.smilestream.posterior;

/**
 * Solves P(Y ≤ y) = level for a mixture of shifted and scaled distributions by Halley's method,
 * safeguarded by bisection.
 *
 * <p>The smallest and the largest quantile of the components at the level bracket that of the
 * mixture. Halley's method is taken for its third order: the second derivative comes free, and what
 * costs is a probability of each component in each iteration. Where the distribution is a staircase
 * (narrow components far apart) its steps leave the bracket or do not shrink, and the bracket is
 * halved in place of them.
 */
final class MixtureQuantile {
  private static final double RELATIVE_TOLERANCE = 1e-12;

  /**
   * A step δ that is smaller than this part of the smallest scale s is the last one. What it leaves
   * is C δ³ with C below 120/s² (a component's density is a double up to 38 deviations from its
   * mean; with heavier tails C is smaller): less than 1.2 · 10⁻¹³ s.
   */
  private static final double LAST_STEP = 1e-5;

  private final double[] locations;
  private final double[] scales;
  private final StandardShape shape;
  private final double level;
  private final MixtureSums sums = new MixtureSums();

  /** P(Y ≤ y) − level at the y of the last iteration. */
  private double excess;

  /** The step that Halley's method proposes from there; NaN or infinite where the density is 0. */
  private double step;

  MixtureQuantile(double[] locations, double[] scales, StandardShape shape, double level) {
    this.locations = locations;
    this.scales = scales;
    this.shape = shape;
    this.level = level;
  }

  /**
   * Solves for y, from where it would be if the mixture were one component of this location and
   * scale. They may be any numbers; close ones save iterations.
   */
  double solve(double location, double scale) {
    StandardShape.Range quantiles = shape.quantiles(level);
    double lowest = quantiles.lowest();
    double highest = quantiles.highest();
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double narrowest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < locations.length; i++) {
      low = Math.min(low, locations[i] + scales[i] * lowest);
      high = Math.max(high, locations[i] + scales[i] * highest);
      narrowest = Math.min(narrowest, scales[i]);
    }
    double guess = location + scale * (lowest + highest) / 2;
    double y = Math.max(low, Math.min(high, guess));
    double largestStep = high - low;
    while (high - low > RELATIVE_TOLERANCE * Math.max(Math.abs(y), narrowest)) {
      evaluate(y);
      if (Math.abs(step) <= LAST_STEP * narrowest) {
        return y + step;
      }
      if (excess > 0) {
        high = y;
      } else {
        low = y;
      }
      double next = y + step;
      if (next > low && next < high && Math.abs(step) <= largestStep) {
        largestStep = Math.abs(step) / 2;
        y = next;
      } else {
        largestStep = (high - low) / 2;
        y = low + largestStep;
      }
    }
    return y;
  }

  private void evaluate(double y) {
    // The smaller tail, so that levels close to 1 are met as exactly as those close to 0.
    boolean lowerTail = level <= 0.5;
    shape.sum(locations, scales, y, lowerTail, sums);
    double tail = sums.tail() / locations.length;
    excess = lowerTail ? tail - level : 1 - level - tail;
    // −2 f f' / (2 f'² − f f''), divided through so that no product can overflow.
    double inverseNewton = sums.density() / (excess * locations.length);
    step = 1 / (0.5 * sums.slope() / sums.density() - inverseNewton);
  }
}
