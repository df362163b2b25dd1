package org.smilestream.posterior;

/** Mean and parts of the variance of a mixture with equal weights. */
public record MixtureMoments(double mean, double aleatoricVariance, double epistemicVariance) {

  /** The moments of a mixture whose components have these means and variances, at least one. */
  static MixtureMoments of(double[] means, double[] variances) {
    double sum = 0;
    double noise = 0;
    for (int i = 0; i < means.length; i++) {
      sum += means[i];
      noise += variances[i];
    }
    double mean = sum / means.length;
    double squares = 0;
    for (double m : means) {
      squares += (m - mean) * (m - mean);
    }
    return new MixtureMoments(mean, noise / means.length, squares / means.length);
  }

  /** The moments of the same mixture further on by a constant. */
  MixtureMoments shiftedBy(double constant) {
    return new MixtureMoments(mean + constant, aleatoricVariance, epistemicVariance);
  }

  /** Refuses components that make no mixture, in one sentence. */
  static void require(double[] means, double[] spreads, String spread) {
    if (means.length == 0 || means.length != spreads.length) {
      throw new IllegalArgumentException(
          "a mixture needs as many means as %ss, and at least one: %d and %d"
              .formatted(spread, means.length, spreads.length));
    }
    for (int i = 0; i < means.length; i++) {
      if (!Double.isFinite(means[i]) || !(spreads[i] > 0) || Double.isInfinite(spreads[i])) {
        throw new IllegalArgumentException(
            "component %d of a mixture needs a finite mean and a positive %s: %s, %s"
                .formatted(i, spread, means[i], spreads[i]));
      }
    }
  }
}
