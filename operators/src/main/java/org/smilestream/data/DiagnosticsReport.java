package org.smilestream.data;

/**
 * Convergence of the chains and scores of the predictions so far, the first rows left out. NaN
 * where not known.
 *
 * @param rhat largest rank-normalised split R̂ over the probe inputs
 * @param ess smallest bulk effective sample size over the probe inputs, of the draws in the
 *     diagnostic window
 * @param scoredRows number of predictions behind the scores
 * @param crps mean continuous ranked probability score, in the target's units
 * @param brierScore of the classes' probabilities
 * @param expectedCalibrationError of the most probable class
 * @param accuracy share of right classes; NaN for regression, as the errors and coverages are for
 *     classification
 * @param pitHistogram density of the probability integral transform in each tenth of [0, 1]; 1
 *     where calibrated; null for classes
 */
public record DiagnosticsReport(
    String model,
    long eventTime,
    long sequence,
    double rhat,
    double ess,
    long scoredRows,
    double logPredictiveDensity,
    double crps,
    double meanAbsoluteError,
    double rootMeanSquaredError,
    double coverage50,
    double coverage90,
    double accuracy,
    double brierScore,
    double expectedCalibrationError,
    double[] pitHistogram) {}
