package org.smilestream.operators.order;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Scaler;

/**
 * Makes a scaler of the first rows. Mean and standard deviation are those of winsorised values: a
 * value further from the central 90 % than ten times their range counts as if it stood there, so
 * that one wild row among the first does not decide what is visible for ever.
 */
public final class ScalerFit {
  private static final double TAIL = 0.05;
  private static final double REACH = 10;

  private ScalerFit() {}

  /**
   * The scaler of unscaled rows.
   *
   * @param rows at least one
   * @param scaleTarget false where the target is a class index
   */
  public static Scaler of(List<EncodedRow> rows, int version, boolean scaleTarget) {
    int columns = rows.get(0).numeric().length;
    double[] means = new double[columns];
    double[] deviations = new double[columns];
    for (int column = 0; column < columns; column++) {
      int at = column;
      double[] moments = moments(rows, row -> row.numeric()[at]);
      means[column] = moments[0];
      deviations[column] = moments[1];
    }
    double[] target = scaleTarget ? moments(rows, EncodedRow::rawTarget) : new double[] {0, 1};
    return new Scaler(version, rows.size(), means, deviations, target[0], target[1]);
  }

  /**
   * Mean and standard deviation of what is not missing; a column that has not varied yet keeps its
   * unit.
   */
  private static double[] moments(List<EncodedRow> rows, ToDoubleFunction<EncodedRow> column) {
    double[] values =
        rows.stream().mapToDouble(column).filter(x -> !Double.isNaN(x)).sorted().toArray();
    if (values.length == 0) {
      return new double[] {0, 1};
    }
    int cut = (int) (TAIL * values.length);
    double low = values[cut];
    double high = values[values.length - 1 - cut];
    double reach = REACH * (high - low);
    if (reach > 0) {
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.max(low - reach, Math.min(high + reach, values[i]));
      }
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
    double deviation = Math.sqrt(squares / Math.max(1, values.length - 1));
    return new double[] {mean, deviation > 0 ? deviation : 1};
  }
}
