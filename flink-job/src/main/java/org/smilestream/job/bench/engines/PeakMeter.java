package org.smilestream.job.bench.engines;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What a core can do at the most: fused multiplications and additions of floats in registers, with
 * enough sums at once that none waits for another. Links the Vector API, so it is made only where
 * the JVM has it.
 */
final class PeakMeter {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int SUMS = 12;
  private static final int ITERATIONS = 20_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final float[] lanes = new float[SUMS * FLOATS.length()];

  /**
   * 10⁹ floating-point operations in a second of this thread's processor time.
   *
   * @param nanos for which the loop runs
   */
  double gigaflops(long nanos) {
    double best = 0;
    long end = System.nanoTime() + nanos;
    do {
      long start = THREADS.getCurrentThreadCpuTime();
      loop(lanes);
      long took = THREADS.getCurrentThreadCpuTime() - start;
      best = Math.max(best, 2.0 * SUMS * FLOATS.length() * ITERATIONS / took);
    } while (System.nanoTime() < end);
    return best;
  }

  private static void loop(float[] lanes) {
    int length = FLOATS.length();
    FloatVector factor = FloatVector.broadcast(FLOATS, 0.999f);
    FloatVector s0 = FloatVector.fromArray(FLOATS, lanes, 0);
    FloatVector s1 = FloatVector.fromArray(FLOATS, lanes, length);
    FloatVector s2 = FloatVector.fromArray(FLOATS, lanes, 2 * length);
    FloatVector s3 = FloatVector.fromArray(FLOATS, lanes, 3 * length);
    FloatVector s4 = FloatVector.fromArray(FLOATS, lanes, 4 * length);
    FloatVector s5 = FloatVector.fromArray(FLOATS, lanes, 5 * length);
    FloatVector s6 = FloatVector.fromArray(FLOATS, lanes, 6 * length);
    FloatVector s7 = FloatVector.fromArray(FLOATS, lanes, 7 * length);
    FloatVector s8 = FloatVector.fromArray(FLOATS, lanes, 8 * length);
    FloatVector s9 = FloatVector.fromArray(FLOATS, lanes, 9 * length);
    FloatVector s10 = FloatVector.fromArray(FLOATS, lanes, 10 * length);
    FloatVector s11 = FloatVector.fromArray(FLOATS, lanes, 11 * length);
    for (int i = 0; i < ITERATIONS; i++) {
      s0 = s0.fma(factor, factor);
      s1 = s1.fma(factor, factor);
      s2 = s2.fma(factor, factor);
      s3 = s3.fma(factor, factor);
      s4 = s4.fma(factor, factor);
      s5 = s5.fma(factor, factor);
      s6 = s6.fma(factor, factor);
      s7 = s7.fma(factor, factor);
      s8 = s8.fma(factor, factor);
      s9 = s9.fma(factor, factor);
      s10 = s10.fma(factor, factor);
      s11 = s11.fma(factor, factor);
    }
    s0.intoArray(lanes, 0);
    s1.intoArray(lanes, length);
    s2.intoArray(lanes, 2 * length);
    s3.intoArray(lanes, 3 * length);
    s4.intoArray(lanes, 4 * length);
    s5.intoArray(lanes, 5 * length);
    s6.intoArray(lanes, 6 * length);
    s7.intoArray(lanes, 7 * length);
    s8.intoArray(lanes, 8 * length);
    s9.intoArray(lanes, 9 * length);
    s10.intoArray(lanes, 10 * length);
    s11.intoArray(lanes, 11 * length);
  }
}
