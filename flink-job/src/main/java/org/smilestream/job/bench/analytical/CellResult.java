package org.smilestream.job.bench.analytical;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.smilestream.job.options.EnumNames;

/**
 * What came out of a cell.
 *
 * @param value of the sampler's setting: ε in the unit of its {@link Dynamics}, or ξ*
 * @param stepSize ε at the end, mean over the repetitions
 * @param standardErrors of {@code errors}
 * @param errors b² at each checkpoint, mean over the repetitions; NaN where there were no draws yet
 * @param bias the part of b² at the end that more chains would not remove, see {@link #bias}; below
 *     0 by chance where there is none
 * @param rejected share of the steps that were rejected
 * @param gradientsToTarget of a chain, at the first checkpoint with b² below {@link #TARGET}; null
 *     if there is none
 * @param candidates values that were tried on other chains
 */
record CellResult(
    @JsonIgnore Cell cell,
    double value,
    double stepSize,
    double[] errors,
    double[] standardErrors,
    double bias,
    double rejected,
    Long gradientsToTarget,
    List<Cell.Candidate> candidates) {

  /** The b² of 100 independent draws. */
  static final double TARGET = 0.01;

  static CellResult of(
      Cell cell,
      double value,
      List<Cell.Candidate> candidates,
      long[] checkpoints,
      List<Trial> trials) {
    double[] errors = new double[checkpoints.length];
    double[] standardErrors = new double[checkpoints.length];
    Long gradientsToTarget = null;
    for (int k = checkpoints.length - 1; k >= 0; k--) {
      int checkpoint = k;
      double[] all = trials.stream().mapToDouble(trial -> trial.errors()[checkpoint]).toArray();
      errors[k] = mean(all);
      standardErrors[k] = standardError(all);
      if (errors[k] < TARGET) {
        gradientsToTarget = checkpoints[k];
      }
    }
    return new CellResult(
        cell,
        value,
        trials.stream().mapToDouble(Trial::stepSize).average().orElseThrow(),
        errors,
        standardErrors,
        bias(trials.stream().map(Trial::finalErrors).toList()),
        trials.stream().mapToDouble(Trial::rejected).average().orElseThrow(),
        gradientsToTarget,
        candidates);
  }

  /**
   * The mean over coordinates of (E e_i)², without bias of its own: the square of the mean over n
   * repetitions, less a n-th of the variance between them.
   *
   * @param errors e of each repetition
   */
  static double bias(List<double[]> errors) {
    int n = errors.size();
    int d = errors.get(0).length;
    double sum = 0;
    for (int i = 0; i < d; i++) {
      int coordinate = i;
      double[] all = errors.stream().mapToDouble(e -> e[coordinate]).toArray();
      double mean = mean(all);
      double error = standardError(all);
      sum += mean * mean - error * error;
    }
    return n > 1 ? sum / d : Double.NaN;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** NaN for a single value. */
  private static double standardError(double[] values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / (values.length - 1) / values.length);
  }

  @JsonProperty(index = 0)
  String density() {
    return EnumNames.name(cell.problem().kind());
  }

  @JsonProperty(index = 1)
  int dimension() {
    return cell.problem().dimension();
  }

  /** NaN but for the Gaussian. */
  @JsonProperty(index = 2)
  double condition() {
    return cell.problem().condition();
  }

  @JsonProperty(index = 3)
  String noise() {
    return EnumNames.name(cell.problem().noise());
  }

  /** Null where there is no noise. */
  @JsonProperty(index = 4)
  String distribution() {
    NoiseDistribution distribution = cell.problem().distribution();
    return distribution == null ? null : EnumNames.name(distribution);
  }

  @JsonProperty(index = 5)
  String sampler() {
    return cell.contender().label();
  }

  @JsonProperty(index = 6)
  String setting() {
    return EnumNames.name(cell.contender().setting());
  }

  /** b² at the end. */
  double finalError() {
    return errors[errors.length - 1];
  }

  double finalStandardError() {
    return standardErrors[standardErrors.length - 1];
  }
}
