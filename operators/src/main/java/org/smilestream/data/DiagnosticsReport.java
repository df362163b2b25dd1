package org.smilestream.data;

/**
 * Convergence of the chains and scores of the predictions so far, the first rows left out. NaN
 * where not known.
 *
 * @param rhat largest rank-normalised split R̂ over the probe inputs
 * @param ess smallest bulk effective sample size over the probe inputs, of the draws in the
 *     diagnostic window
 * @param scoredRows number of predictions behind the scores
 * @param brierScore of the classes' probabilities
 * @param accuracy share of right classes; NaN for regression, as the errors and coverages are for
 *     classification
 */
public record DiagnosticsReport(
    String model,
    long eventTime,
    long sequence,
    double rhat,
    double ess,
    long scoredRows,
    double logPredictiveDensity,
    double meanAbsoluteError,
    double rootMeanSquaredError,
    double coverage50,
    double coverage90,
    double accuracy,
    double brierScore) {}
