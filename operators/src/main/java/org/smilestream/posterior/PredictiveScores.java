package org.smilestream.posterior;

import java.util.Arrays;
import org.smilestream.data.ClassProbabilities;
import org.smilestream.data.Prediction;
import org.smilestream.data.PredictiveSummary;
import org.smilestream.data.Score;

/**
 * Running scores of predictions whose target is known; immutable. A score that does not apply is
 * NaN: the errors and coverages of a class, accuracy and Brier score of a number. A model predicts
 * either numbers or classes, so the two never meet in one object.
 *
 * @param rows number of predictions that were scored
 * @param logDensitySum of the log predictive densities
 * @param absoluteErrorSum of |target − median|
 * @param squaredErrorSum of (target − mean)²
 * @param covered50 number of targets within the quantiles at 25 % and 75 %; counts may count in
 *     part, see {@link PredictiveSummary#coverage}
 * @param covered90 number of targets within the quantiles at 5 % and 95 %, likewise
 * @param correct number of targets that were the most probable class
 * @param brierSum of the Brier scores
 * @param calibratedRows number of predictions behind the fields that follow; fewer than {@code
 *     rows} where scores from before these fields go on
 * @param crpsSum of the continuous ranked probability scores
 * @param pitCounts number of targets whose probability integral transform lies in each tenth of [0,
 *     1], a count in parts where it is spread; the arrays must not be changed
 * @param unboundedRows number of the rows whose squared error or CRPS is not finite, as one wild
 *     sample can make it: they are left out of both, and of {@code calibratedRows}
 * @param confidenceGaps for each tenth of [0, 1], the sum of 1{right} − p over the targets whose
 *     most probable class has a probability p in it
 */
public record PredictiveScores(
    long rows,
    double logDensitySum,
    double absoluteErrorSum,
    double squaredErrorSum,
    double covered50,
    double covered90,
    double correct,
    double brierSum,
    long calibratedRows,
    double crpsSum,
    double[] pitCounts,
    double[] confidenceGaps,
    long unboundedRows) {

  /** Number of bins, of equal width, of the PIT histogram and of the calibration error. */
  public static final int BINS = 10;

  /** No prediction yet: all scores are NaN. */
  public static final PredictiveScores NONE =
      new PredictiveScores(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, new double[BINS], new double[BINS], 0);

  /**
   * The scores with one prediction more; unchanged by a prediction without a target and by one that
   * says nothing, as those before the first row do.
   */
  public PredictiveScores add(Prediction prediction) {
    if (!prediction.isKnown() || !prediction.hasTarget()) {
      return this;
    }
    return prediction.number() == null
        ? addClass(prediction.classes(), (int) prediction.target(), prediction.score())
        : addNumber(prediction.number(), prediction.target(), prediction.score());
  }

  private PredictiveScores addNumber(PredictiveSummary number, double target, Score score) {
    double error = target - number.mean();
    boolean bounded = Double.isFinite(error * error) && !Double.isInfinite(score.crps());
    boolean calibrated = bounded && !Double.isNaN(score.crps());
    return new PredictiveScores(
        rows + 1,
        logDensitySum + score.logDensity(),
        absoluteErrorSum + Math.abs(target - number.quantiles()[2]),
        squaredErrorSum + (bounded ? error * error : 0),
        covered50 + number.coverage(target, score, 1),
        covered90 + number.coverage(target, score, 0),
        Double.NaN,
        Double.NaN,
        calibratedRows + (calibrated ? 1 : 0),
        crpsSum + (calibrated ? score.crps() : 0),
        calibrated ? counted(score) : pitCounts,
        confidenceGaps,
        unboundedRows + (bounded ? 0 : 1));
  }

  private double[] counted(Score score) {
    double[] counts = pitCounts.clone();
    if (!score.isSpread()) {
      counts[bin(score.pit())]++;
      return counts;
    }
    double below = 0;
    for (int bin = 0; bin < BINS; bin++) {
      double next = bin == BINS - 1 ? 1 : score.pitBelow((bin + 1.0) / BINS);
      counts[bin] += next - below;
      below = next;
    }
    return counts;
  }

  private static int bin(double share) {
    return Math.max(0, Math.min(BINS - 1, (int) (BINS * share)));
  }

  private PredictiveScores addClass(ClassProbabilities classes, int target, Score score) {
    double[] probabilities = classes.probabilities();
    int mostProbable = classes.mostProbable();
    double brier = 0;
    for (int k = 0; k < probabilities.length; k++) {
      double miss = probabilities[k] - indicator(k == target);
      brier += miss * miss;
    }
    double right = indicator(mostProbable == target);
    double[] gaps = confidenceGaps.clone();
    gaps[bin(probabilities[mostProbable])] += right - probabilities[mostProbable];
    return new PredictiveScores(
        rows + 1,
        logDensitySum + score.logDensity(),
        Double.NaN,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        correct + right,
        brierSum + brier,
        calibratedRows + 1,
        Double.NaN,
        pitCounts,
        gaps,
        0);
  }

  private static double indicator(boolean holds) {
    return holds ? 1 : 0;
  }

  /** Mean log predictive density in nats a row; for classes the mean log probability. */
  public double logPredictiveDensity() {
    return logDensitySum / rows;
  }

  /** Mean absolute error of the median, in the target's units. */
  public double meanAbsoluteError() {
    return absoluteErrorSum / rows;
  }

  /**
   * Root mean squared error of the mean, in the target's units, over the rows where it is finite.
   */
  public double rootMeanSquaredError() {
    return Math.sqrt(squaredErrorSum / (rows - unboundedRows));
  }

  /** Share of targets within the central 50 % interval, see {@link PredictiveSummary#coverage}. */
  public double coverage50() {
    return covered50 / rows;
  }

  /** Share of targets within the central 90 % interval, see {@link PredictiveSummary#coverage}. */
  public double coverage90() {
    return covered90 / rows;
  }

  /** Share of targets that were the most probable class; the first of several such classes. */
  public double accuracy() {
    return correct / rows;
  }

  /** Mean Brier score Σₖ (pₖ − 1{y = k})²: 0 is perfect, 2 the worst (Brier 1950). */
  public double brierScore() {
    return brierSum / rows;
  }

  /** Mean continuous ranked probability score, in the target's units, where it is finite. */
  public double crps() {
    return crpsSum / calibratedRows;
  }

  /**
   * Density of the probability integral transform in each tenth of [0, 1]: 1 everywhere where the
   * distributions mean what they say. Null for classes and before the first number.
   */
  public double[] pitHistogram() {
    return calibratedRows == 0 || Double.isNaN(crpsSum)
        ? null
        : Arrays.stream(pitCounts).map(count -> BINS * count / calibratedRows).toArray();
  }

  /**
   * Expected calibration error of the most probable class: Σ over {@link #BINS} bins of equal width
   * in its probability, of the share of rows in the bin times |share of right ones − mean
   * probability| (Naeini, Cooper and Hauskrecht, 2015). NaN for numbers.
   */
  public double expectedCalibrationError() {
    return Double.isNaN(brierSum)
        ? Double.NaN
        : Arrays.stream(confidenceGaps).map(Math::abs).sum() / calibratedRows;
  }

  /** The scores of the predictions of both: of one model each, for the same kind of target. */
  public PredictiveScores plus(PredictiveScores other) {
    double[] counts = pitCounts.clone();
    double[] gaps = confidenceGaps.clone();
    for (int bin = 0; bin < BINS; bin++) {
      counts[bin] += other.pitCounts[bin];
      gaps[bin] += other.confidenceGaps[bin];
    }
    return new PredictiveScores(
        rows + other.rows,
        logDensitySum + other.logDensitySum,
        absoluteErrorSum + other.absoluteErrorSum,
        squaredErrorSum + other.squaredErrorSum,
        covered50 + other.covered50,
        covered90 + other.covered90,
        correct + other.correct,
        brierSum + other.brierSum,
        calibratedRows + other.calibratedRows,
        crpsSum + other.crpsSum,
        counts,
        gaps,
        unboundedRows + other.unboundedRows);
  }
}
