package org.smilestream.job.bench.engines;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.smilestream.engine.VectorApi;

/** How many rows a thread computes the networks' outputs for, at a hundred samples. */
final class PredictionTrials {
  private static final int ROWS = 64;
  private static final int ROUNDS = 5;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private PredictionTrials() {}

  /**
   * Empty where the JVM has no Vector API.
   *
   * @param seconds for all networks together, about
   */
  static List<EnginesResult.Prediction> run(double seconds) {
    List<EnginesResult.Prediction> predictions = new ArrayList<>();
    if (!VectorApi.isPresent()) {
      return predictions;
    }
    long nanos = (long) (seconds * 1e9 / (BenchNetwork.values().length + 1) / (ROUNDS + 1));
    // The JVM compiles meanwhile.
    rowsPerSecond(BenchNetwork.TWELVE, nanos);
    for (BenchNetwork network : BenchNetwork.values()) {
      predictions.add(
          new EnginesResult.Prediction(
              network.title(), PredictionTrial.SAMPLES, rowsPerSecond(network, nanos)));
    }
    return predictions;
  }

  private static double rowsPerSecond(BenchNetwork network, long nanos) {
    PredictionTrial trial = new PredictionTrial(network.spec(), ROWS);
    round(trial, nanos);
    RepeatedMeasurement rate = new RepeatedMeasurement();
    for (int round = 0; round < ROUNDS; round++) {
      rate.add(round(trial, nanos));
    }
    return rate.median();
  }

  private static double round(PredictionTrial trial, long nanos) {
    long start = THREADS.getCurrentThreadCpuTime();
    long end = System.nanoTime() + nanos;
    long computed = 0;
    do {
      trial.compute();
      computed += trial.rows();
    } while (System.nanoTime() < end);
    return computed / ((THREADS.getCurrentThreadCpuTime() - start) / 1e9);
  }
}
