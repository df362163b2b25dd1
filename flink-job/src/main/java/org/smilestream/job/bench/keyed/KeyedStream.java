package org.smilestream.job.bench.keyed;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.Philox4x64;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Origin;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

/**
 * A made-up stream of many sensors, in turn, a millisecond apart. Each has eight standard normal
 * features and a response of its own, y = w·x + |b·x| + sin(2 c·x) + noise of deviation 0.3, with
 * directions w, b and c drawn for it: to a straight line half of it is noise. Row i is a function
 * of i.
 *
 * @param keys number of sensors
 */
record KeyedStream(int keys) implements GeneratorFunction<Long, ParsedRecord>, Serializable {
  static final int FEATURES = 8;
  static final String KEY = "sensor";
  static final String TOPIC = "generated";

  private static final double NOISE = 0.3;
  private static final int DIRECTIONS = 3;

  /** What random numbers are drawn for. */
  private static final int OF_THE_KEY = 0;

  private static final int OF_THE_ROW = 1;

  static Schema schema() {
    return new Schema(
        "sensors",
        Task.REGRESSION,
        "id",
        "time",
        IntStream.range(0, FEATURES).mapToObj(i -> "x" + i).toList(),
        List.of(new CategoricalColumn(KEY, 2)),
        "y",
        List.of());
  }

  @Override
  public ParsedRecord map(Long index) {
    return ParsedRecord.of(row(index));
  }

  Row row(long index) {
    int key = (int) (index % keys);
    var normal = normal(key, index, OF_THE_ROW);
    double[] features = new double[FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      features[i] = normal.sample();
    }
    double[][] directions = directions(key);
    double target =
        dot(directions[0], features)
            + Math.abs(dot(directions[1], features))
            + Math.sin(2 * dot(directions[2], features))
            + NOISE * normal.sample();
    return new Row(
        Long.toString(index),
        index,
        features,
        new String[] {"sensor-" + key},
        target,
        new Origin(TOPIC, 0, index, 0));
  }

  /** Unit vectors. */
  private static double[][] directions(int key) {
    var normal = normal(key, 0, OF_THE_KEY);
    double[][] directions = new double[DIRECTIONS][FEATURES];
    for (double[] direction : directions) {
      double squares = 0;
      for (int i = 0; i < FEATURES; i++) {
        direction[i] = normal.sample();
        squares += direction[i] * direction[i];
      }
      for (int i = 0; i < FEATURES; i++) {
        direction[i] /= Math.sqrt(squares);
      }
    }
    return directions;
  }

  private static ZigguratSampler.NormalizedGaussian normal(int key, long index, int use) {
    UniformRandomProvider random = new Philox4x64(new long[] {1, key, 0, index, use, 0});
    return ZigguratSampler.NormalizedGaussian.of(random);
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
