package org.smilestream.job.bench.engines;

import java.util.ArrayList;
import java.util.List;

/** Figures that were measured again and again, of which the one in the middle counts. */
final class Median {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  /** NaN where there is no value. */
  double value() {
    return values.isEmpty()
        ? Double.NaN
        : values.stream().sorted().toList().get((values.size() - 1) / 2);
  }
}
