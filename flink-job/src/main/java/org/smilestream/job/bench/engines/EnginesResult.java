package org.smilestream.job.bench.engines;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a run of {@code bench engines} found; NaN stands for what was not measured.
 *
 * @param machine the processor's name, its cores, and the JVM
 * @param peakGflops of one core
 * @param jax null where JAX was not asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record EnginesResult(
    String machine, double peakGflops, List<Row> rows, List<Prediction> predictions, Jax jax) {

  /**
   * One engine in one scenario.
   *
   * @param gradientMicros of one gradient of one chain, processor time
   * @param chainStepsPerSecond steps of all chains together in a second of the clock
   * @param shareOfPeak floating-point operations of the gradient in its time, by the core's peak
   */
  record Row(
      String engine,
      String network,
      int batch,
      int chains,
      int threads,
      double gradientMicros,
      double chainStepsPerSecond,
      double shareOfPeak) {}

  /**
   * Outputs of the network for many rows at many samples, in one pass.
   *
   * @param rowsPerSecond in a second of one thread's processor time
   */
  record Prediction(String network, int samples, double rowsPerSecond) {}

  /**
   * The same chains here and in JAX, in turn.
   *
   * @param ratio of the chain steps a second
   */
  record Jax(
      String network,
      int batch,
      int chains,
      String engine,
      double chainStepsPerSecond,
      double jaxChainStepsPerSecond,
      double ratio) {}
}
