package org.smilestream.engine;

import java.util.SplittableRandom;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * Measures the gradient of a network on minibatches of the job's size: the shortest time of many,
 * which other work on the machine disturbs least.
 *
 * <p>The few milliseconds at the end count. Those before let the JVM compile the engines that it
 * compiles; it goes on while an engine still becomes faster.
 */
final class GradientStopwatch implements EngineChoice.Stopwatch {
  private static final long LEAST_NANOS = 400_000_000;
  private static final long MOST_NANOS = 3_000_000_000L;
  private static final long ROUND_NANOS = 20_000_000;

  /** A round that is not faster than this share of the one before ends the trial. */
  private static final double FASTER = 0.9;

  private final Minibatch batch;
  private final double[] position;
  private final double[] gradient;

  GradientStopwatch(ModelSpec spec, int maxRows) {
    SplittableRandom random = new SplittableRandom(1);
    position = random.doubles(spec.dimension(), -0.1, 0.1).toArray();
    gradient = new double[position.length];
    batch = Minibatch.forModel(spec, maxRows);
    for (int row = 0; row < maxRows; row++) {
      for (int column = 0; column < batch.numericColumns(); column++) {
        batch.numeric(column)[row] = random.nextDouble(-2, 2);
      }
      for (int column = 0; column < batch.categoricalColumns(); column++) {
        batch.categories(column)[row] = random.nextInt(spec.categorySlots().get(column));
      }
    }
    // Targets are zero: a value, a class and a count alike.
    batch.setRows(maxRows, 1);
  }

  @Override
  public double micros(LogDensityEngine engine) {
    long start = System.nanoTime();
    double before = round(engine);
    while (true) {
      double now = round(engine);
      long elapsed = System.nanoTime() - start;
      if (elapsed > MOST_NANOS || elapsed > LEAST_NANOS && now > FASTER * before) {
        return Math.min(before, now);
      }
      before = Math.min(before, now);
    }
  }

  /** The shortest gradient of a round, in microseconds. */
  private double round(LogDensityEngine engine) {
    long start = System.nanoTime();
    long shortest = Long.MAX_VALUE;
    long now = start;
    do {
      long before = now;
      engine.evaluate(position, batch, gradient);
      now = System.nanoTime();
      shortest = Math.min(shortest, now - before);
    } while (now - start < ROUND_NANOS);
    return shortest / 1e3;
  }
}
