package org.smilestream.job.bench.engines;

import java.util.ArrayList;
import java.util.List;
import org.smilestream.posterior.Median;

/** A figure that is measured again and again, of which the median counts. */
final class RepeatedMeasurement {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  /** NaN where there is no value. */
  double median() {
    return Median.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
