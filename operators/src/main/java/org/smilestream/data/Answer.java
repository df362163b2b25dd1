package org.smilestream.data;

/**
 * What a prediction says to a {@link Question}.
 *
 * @param levels as asked for
 * @param quantiles at {@code levels}, in the target's own units
 * @param thresholds as asked for
 * @param exceedances P(y > threshold) of each of {@code thresholds}
 */
public record Answer(
    double[] levels, double[] quantiles, double[] thresholds, double[] exceedances) {}
