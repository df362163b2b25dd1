package org.smilestream.job.bench.engines;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.smilestream.engine.SampleOutputs;
import org.smilestream.learner.InitialPosition;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;
import org.smilestream.sampler.CounterRandom;

/** How many rows a thread computes the networks' outputs for, at a hundred samples. */
final class PredictionTrials {
  private static final int SAMPLES = 100;
  private static final int ROWS = 64;
  private static final int ROUNDS = 5;
  private static final long SEED = 2;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private PredictionTrials() {}

  /**
   * Empty where the JVM has no Vector API.
   *
   * @param seconds for all networks together, about
   */
  static List<EnginesResult.Prediction> run(double seconds) {
    List<EnginesResult.Prediction> predictions = new ArrayList<>();
    long nanos = (long) (seconds * 1e9 / (BenchNetwork.values().length + 1) / (ROUNDS + 1));
    // The JVM compiles meanwhile.
    rowsPerSecond(BenchNetwork.TWELVE.spec(), nanos);
    for (BenchNetwork network : BenchNetwork.values()) {
      rowsPerSecond(network.spec(), nanos)
          .ifPresent(
              rate ->
                  predictions.add(new EnginesResult.Prediction(network.title(), SAMPLES, rate)));
    }
    return predictions;
  }

  private static Optional<Double> rowsPerSecond(ModelSpec spec, long nanos) {
    return SampleOutputs.create(spec, SAMPLES)
        .map(
            outputs -> {
              fill(outputs, spec);
              Minibatch batch = Minibatch.forModel(spec, ROWS);
              int[] numbers = IntStream.range(0, ROWS).toArray();
              new MadeUpRows(spec, ROWS, SEED).gather(numbers, 0, ROWS, batch);
              double[][][] target = new double[spec.outputs()][ROWS][outputs.capacity()];
              round(outputs, batch, target, nanos);
              Median median = new Median();
              for (int round = 0; round < ROUNDS; round++) {
                median.add(round(outputs, batch, target, nanos));
              }
              return median.value();
            });
  }

  private static void fill(SampleOutputs outputs, ModelSpec spec) {
    for (int sample = 0; sample < SAMPLES; sample++) {
      double[] drawn =
          InitialPosition.draw(
              spec, CounterRandom.of(SEED, sample, 0, CounterRandom.Use.INITIAL_POSITION));
      float[] position = new float[drawn.length];
      for (int i = 0; i < position.length; i++) {
        position[i] = (float) drawn[i];
      }
      outputs.put(sample, position);
    }
  }

  private static double round(
      SampleOutputs outputs, Minibatch batch, double[][][] target, long nanos) {
    long start = THREADS.getCurrentThreadCpuTime();
    long end = System.nanoTime() + nanos;
    long computed = 0;
    do {
      outputs.compute(batch, target);
      computed += batch.rows();
    } while (System.nanoTime() < end);
    return computed / ((THREADS.getCurrentThreadCpuTime() - start) / 1e9);
  }
}
