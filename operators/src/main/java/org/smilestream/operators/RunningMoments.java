package org.smilestream.operators;

import org.smilestream.data.Row;
import org.smilestream.data.Scaler;

/**
 * Means and sums of squared deviations of the columns of the rows so far (Welford 1962). Immutable.
 */
public record RunningMoments(
    long rows, double[] means, double[] squares, double targetMean, double targetSquares) {

  static RunningMoments empty(int columns) {
    return new RunningMoments(0, new double[columns], new double[columns], 0, 0);
  }

  /** The moments with one more row. */
  RunningMoments add(Row row) {
    long n = rows + 1;
    double[] newMeans = means.clone();
    double[] newSquares = squares.clone();
    for (int i = 0; i < newMeans.length; i++) {
      double deviation = row.numeric()[i] - newMeans[i];
      newMeans[i] += deviation / n;
      newSquares[i] += deviation * (row.numeric()[i] - newMeans[i]);
    }
    double deviation = row.target() - targetMean;
    double newTargetMean = targetMean + deviation / n;
    double newTargetSquares = targetSquares + deviation * (row.target() - newTargetMean);
    return new RunningMoments(n, newMeans, newSquares, newTargetMean, newTargetSquares);
  }

  /** The scaler of these moments; a class index is not scaled. */
  Scaler toScaler(int version, boolean scaleTarget) {
    double[] deviations = new double[squares.length];
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = deviation(squares[i]);
    }
    return scaleTarget
        ? new Scaler(version, rows, means, deviations, targetMean, deviation(targetSquares))
        : new Scaler(version, rows, means, deviations, 0, 1);
  }

  /** A column that has not varied yet keeps its values. */
  private double deviation(double sumOfSquares) {
    double deviation = Math.sqrt(sumOfSquares / Math.max(1, rows - 1));
    return deviation > 0 ? deviation : 1;
  }
}
